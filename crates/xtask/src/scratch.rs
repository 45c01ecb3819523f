//! Where tests keep what is gone after them.
//!
//! Each test on PostgreSQL has a database of its own, which is some three hundred files. On a disk making and dropping
//! them takes longer than most tests, though nothing of it is made durable; in memory it is nothing.

use std::path::Path;
use std::process::Command;

use crate::step;

/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";

/// What has to be free there, in KiB. The tests themselves take a tenth of it; in a container there is often next to
/// nothing.
const ROOM: u64 = 4 * 1024 * 1024;

/// The variable that programs ask where to put such things.
const VARIABLE: &str = "TMPDIR";

/// A folder in memory, where there is room and nobody says otherwise.
pub(crate) fn in_memory() -> Option<&'static Path> {
    let memory = Path::new(MEMORY);
    let has_room = step::variable(VARIABLE).is_none() && free(memory).is_some_and(|free| free >= ROOM);
    has_room.then_some(memory)
}

/// Has a program keep such things in memory, where there is room.
pub(crate) fn lend(command: &mut Command) -> &mut Command {
    if let Some(memory) = in_memory() {
        command.env(VARIABLE, memory);
    }
    command
}

/// How much is free in that folder, in KiB.
fn free(folder: &Path) -> Option<u64> {
    if !folder.is_dir() {
        return None;
    }
    let told = step::output(Command::new("df").args(["-k", "--output=avail"]).arg(folder)).ok()?;
    told.lines().last()?.trim().parse().ok()
}
