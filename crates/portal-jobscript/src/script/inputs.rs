//! The folders of a job, and the person's files into them.

use std::fmt::Write;

use portal_apptainer::command::quote;

use crate::facts::places;
use crate::request::Request;

/// Files are copied, not moved: so they belong to the person. Each appears whole, and what the portal put there goes only then;
/// when Slurm starts the job again there is nothing left to do, whatever the job has done to its files since.
pub(super) fn lines(request: &Request<'_>) -> String {
    let mut text = format!("cd -- {} || exit 1\n", quote(request.folder));
    text.push_str("mkdir -p -- input work output results || exit 1\n");
    for (number, (input, place)) in request.inputs.iter().zip(places(request.inputs)).enumerate() {
        let (staged, target) = (quote(input.staged), quote(&place));
        let part = format!(".input-{number}.part");
        let folder = place.rsplit_once('/').map_or("input", |(folder, _)| folder);
        let folder = if folder == "input" {
            String::new()
        } else {
            format!("mkdir -p -- {} &&\n        ", quote(folder))
        };
        let _ = writeln!(
            text,
            "if [ -e {staged} ]; then\n    {folder}cp --reflink=auto -- {staged} {part} &&\n        \
             mv -fT -- {part} {target} &&\n        rm -f -- {staged} || exit 1\nfi"
        );
    }
    text
}
