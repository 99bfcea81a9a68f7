//! The folders of a job, and the person's files into them.

use std::fmt::Write;

use portal_apptainer::command::quote;

use crate::facts::{folder_of, places};
use crate::request::Request;

/// What is in an archive, or in the one folder that it holds, as people pack them: `unpack ARCHIVE FOLDER tar|zip`. Without a
/// single folder it goes into the new folder as it is. `unzip` ends with 1 where it left out something like `../`.
const UNPACK: &str = r#"unpack() {
    rm -rf -- "$2" "$2.one" && mkdir -- "$2" || return
    if [ "$3" = zip ]; then
        unzip -qo "$1" -d "$2" || [ $? = 1 ] || return
    else
        tar -x --force-local --no-same-owner -f "$1" -C "$2" || return
    fi
    [ "$(find "$2" -mindepth 1 -maxdepth 1 -printf x)" = x ] || return 0
    find "$2" -mindepth 1 -maxdepth 1 -type d -exec chmod u+rwx -- {} \; -exec mv -T -- {} "$2.one" \; || return
    [ ! -d "$2.one" ] || { rmdir -- "$2" && mv -T -- "$2.one" "$2"; }
}
"#;

/// Files are copied, not moved: so they belong to the person. Each appears whole, and what the portal put there goes only then;
/// when Slurm starts the job again there is nothing left to do, whatever the job has done to its files since.
pub(super) fn lines(request: &Request<'_>) -> String {
    let files = &request.template.files;
    let mut text = format!("cd -- {} || exit 1\n", quote(request.folder));
    text.push_str("mkdir -p -- input work output results || exit 1\n");
    let has_folders = request.inputs.iter().any(|input| folder_of(files, input).is_some());
    if has_folders {
        text.push_str(UNPACK);
    }
    for (number, (input, place)) in request.inputs.iter().zip(places(files, request.inputs)).enumerate() {
        let (staged, target) = (quote(input.staged), quote(&place));
        let part = format!(".input-{number}.part");
        let folder = place.rsplit_once('/').map_or("input", |(folder, _)| folder);
        let folder = if folder == "input" {
            String::new()
        } else {
            format!("mkdir -p -- {} &&\n        ", quote(folder))
        };
        let put = if folder_of(files, input).is_some() {
            let kind = if input.name.to_ascii_lowercase().ends_with(".zip") {
                "zip"
            } else {
                "tar"
            };
            format!("unpack {staged} {part} {kind} &&\n        rm -rf -- {target} &&\n        mv -T -- {part} {target}")
        } else {
            format!("cp --reflink=auto -- {staged} {part} &&\n        mv -fT -- {part} {target}")
        };
        let _ = writeln!(
            text,
            "if [ -e {staged} ]; then\n    {folder}{put} &&\n        rm -f -- {staged} || exit 1\nfi"
        );
    }
    if has_folders {
        text.push_str("unset -f unpack\n");
    }
    text
}
