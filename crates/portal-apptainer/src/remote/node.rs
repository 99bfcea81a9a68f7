//! What one node has.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use ssh2::FileStat;

use super::connection::Connection;
use super::error::NodeError;
use super::known_hosts::KnownHosts;
use super::settings::{Node, Settings};
use crate::found::{Discovery, Found, Memory, Problem, Reading, Stamp};
use crate::image::{Beside, FoundBy, Image};
use crate::sif::{self, ImageError};

/// Asks it; what was found before something went wrong stays in `discovery`.
pub(super) fn ask(
    node: &Node,
    settings: &Settings,
    hosts: &KnownHosts,
    known: &Memory,
    discovery: &mut Discovery,
    progress: &dyn Fn(usize, usize),
) -> Result<(), NodeError> {
    let deadline = Instant::now() + settings.node;
    let connection = Connection::open(node, settings, hosts, deadline)?;
    let images = connection.images()?;
    let all = images.len();
    for (number, (path, stat)) in (1..).zip(images) {
        let stamp = stamp(&stat);
        match known.get(&path).filter(|known| known.stamp == stamp) {
            Some(known) => drop(discovery.found.insert(path, known.clone())),
            None => {
                connection.in_time()?;
                read(&connection, node, path, stamp, discovery)?;
            }
        }
        progress(number, all);
    }
    connection.close();
    Ok(())
}

/// Reads one image. Only what concerns the whole node is an error.
fn read(
    connection: &Connection<'_>,
    node: &Node,
    path: String,
    stamp: Stamp,
    discovery: &mut Discovery,
) -> Result<(), NodeError> {
    let reading = match connection.image(&path, stamp.size).map_err(ImageError::Read) {
        Ok(file) => sif::read(&file),
        Err(error) => Err(error),
    };
    let reading = match reading {
        Ok(info) => {
            discovery.bytes_read += info.bytes_read;
            let name = path.rsplit('/').next().unwrap_or_default();
            let stem = name.strip_suffix(".sif").unwrap_or(name);
            let image = Image::new(stem, &node.partition, FoundBy::Node, info, Beside::default());
            Reading::Image(Box::new(image))
        }
        Err(ImageError::Read(error)) => {
            // It was listed a moment ago, and is gone: that is nothing unusual.
            if error.kind() == io::ErrorKind::NotFound {
                return Ok(());
            }
            if let Some(lost) = connection.lost(&error) {
                return Err(lost);
            }
            let reason = error.to_string();
            discovery.problems.push(Problem { path, reason });
            return Ok(());
        }
        Err(error) => Reading::Refused(error.to_string()),
    };
    discovery.read += 1;
    let reading = Arc::new(reading);
    discovery.found.insert(path, Found { stamp, reading });
    Ok(())
}

fn stamp(stat: &FileStat) -> Stamp {
    let seconds = i64::try_from(stat.mtime.unwrap_or_default()).unwrap_or(i64::MAX);
    Stamp {
        size: stat.size.unwrap_or_default(),
        changed: seconds.saturating_mul(1_000_000_000),
        ..Stamp::default()
    }
}
