//! A squashfs written by hand: folders in any number of others, and inodes anywhere, as `mksquashfs` never makes them.

use portal_testkit::TestSif;

/// All inodes get as many bytes, so that their places are known before they are written.
const INODE: usize = 40;
/// What a block of a table holds, and the mark of one that is not compressed.
const BLOCK: usize = 8192;
const PLAIN: u16 = 0x8000;
/// The superblock, and the largest block of a file.
const START: usize = 96;
const LARGEST: u32 = 1024 * 1024;

/// The parts of a squashfs. Inodes have the numbers in which they are added; the first one is `/`.
#[derive(Default)]
pub(crate) struct Handmade {
    data: Vec<u8>,
    /// Blocks of a single byte in front of the inodes.
    before: usize,
    inodes: Vec<u8>,
    lists: Vec<u8>,
}

impl Handmade {
    /// With inodes to which one comes through so many blocks.
    pub(crate) fn far_away(blocks: usize) -> Self {
        Self {
            before: blocks,
            ..Self::default()
        }
    }

    /// Adds a folder of names and the numbers of their inodes.
    pub(crate) fn folder(mut self, names: &[(String, usize)]) -> Self {
        let from = self.lists.len();
        for run in names.chunks(256) {
            self.lists.extend((run.len() as u32 - 1).to_le_bytes());
            self.lists.extend([0; 8]); // block and number of its inodes
            for (name, inode) in run {
                let place = u16::try_from(self.before + inode * INODE).unwrap();
                for half in [place, 0, 1, name.len() as u16 - 1] {
                    self.lists.extend(half.to_le_bytes());
                }
                self.lists.extend(name.bytes());
            }
        }
        let size = (self.lists.len() - from + 3) as u32;
        let block = from / BLOCK * (BLOCK + 2);
        let mut inode = vec![0; INODE];
        inode[0] = 8;
        inode[20..24].copy_from_slice(&size.to_le_bytes());
        inode[24..28].copy_from_slice(&(block as u32).to_le_bytes());
        inode[34..36].copy_from_slice(&((from % BLOCK) as u16).to_le_bytes());
        self.inodes.extend(inode);
        self
    }

    /// Adds a file of a single byte, which comes out of this block.
    pub(crate) fn byte_of(mut self, packed: &[u8]) -> Self {
        let mut inode = vec![0; INODE];
        inode[0] = 2;
        inode[16..20].copy_from_slice(&((START + self.data.len()) as u32).to_le_bytes());
        inode[20..24].copy_from_slice(&u32::MAX.to_le_bytes()); // no fragment
        inode[28] = 1;
        inode[32..36].copy_from_slice(&(packed.len() as u32).to_le_bytes());
        self.inodes.extend(inode);
        self.data.extend(packed);
        self
    }

    /// The image of it.
    pub(crate) fn sif(&self) -> Vec<u8> {
        let root = TestSif::new("solver");
        let mut of_the_system = Vec::new();
        of_the_system.extend(1_i32.to_le_bytes());
        of_the_system.extend(2_i32.to_le_bytes());
        of_the_system.extend(b"02\0");
        // The first partition counts.
        root.object(0x4004, "by-hand.squashfs", &self.bytes(), &of_the_system)
            .bytes()
    }

    fn bytes(&self) -> Vec<u8> {
        let table = |bytes: &[u8], each: usize| -> Vec<u8> {
            let block = |part: &[u8]| [&(part.len() as u16 | PLAIN).to_le_bytes(), part].concat();
            bytes.chunks(each).flat_map(block).collect()
        };
        let mut inodes = table(&vec![0; self.before], 1);
        inodes.extend(table(&self.inodes, BLOCK));
        let lists = table(&self.lists, BLOCK);
        let inodes_from = START + self.data.len();
        let lists_from = inodes_from + inodes.len();
        let mut bytes = b"hsqs".to_vec();
        for word in [0, 0, LARGEST, 0] {
            bytes.extend(word.to_le_bytes());
        }
        // gzip, the block's logarithm, flags, ids, version
        for half in [1_u16, LARGEST.ilog2() as u16, 0, 0, 4, 0] {
            bytes.extend(half.to_le_bytes());
        }
        let (absent, used) = (u64::MAX, (lists_from + lists.len()) as u64);
        let tables = [absent, absent, inodes_from as u64, lists_from as u64, absent, absent];
        for place in [self.before as u64, used].into_iter().chain(tables) {
            bytes.extend(place.to_le_bytes());
        }
        [bytes, self.data.clone(), inodes, lists].concat()
    }
}
