//! How long reading 5,000 templates takes, and a look at them when nothing has changed.
//!
//! `cargo run --release -p portal-templates --example sync_bench [COUNT]`

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::error::Error;
use std::fs;
use std::time::Instant;

use portal_templates::store::Store;

const TEMPLATE: &str = include_str!("../tests/golden/sound/pytorch-training.yaml");

fn main() -> Result<(), Box<dyn Error>> {
    let count: usize = std::env::args().nth(1).map_or(Ok(5000), |count| count.parse())?;
    let dir = tempfile::tempdir()?;
    for number in 0..count {
        let folder = match number % 10 {
            0..5 => dir.path().join(format!("official/c{}", number % 20)),
            5..8 => dir.path().join(format!("community/c{}", number % 30)),
            _ => dir.path().join(format!("private/user{}", number % 200)),
        };
        fs::create_dir_all(&folder)?;
        let text = TEMPLATE.replace("id: pytorch-training-v2", &format!("id: pytorch-{number}"));
        fs::write(folder.join(format!("pytorch-{number}.yaml")), text)?;
    }
    let store = Store::new(dir.path());
    let began = Instant::now();
    let all = store.read_all()?;
    let read = began.elapsed();
    let sound = all
        .documents
        .iter()
        .filter(|document| document.reading.template.is_some())
        .count();
    let began = Instant::now();
    let scan = store.scan()?;
    let looked = began.elapsed();
    println!(
        "{sound} of {count} templates of {} bytes: read, hashed and checked in {read:.1?}; a look at {} files {looked:.1?}",
        TEMPLATE.len(),
        scan.files.len()
    );
    Ok(())
}
