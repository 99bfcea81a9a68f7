//! Any text as a file name, job id or upload id: what is accepted is one harmless component and stays what it is.
#![no_main]

use portal_fuzz::names::{FileName, JobId, UploadId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(name) = FileName::parse(text) {
        let kept = name.as_str();
        assert!(!kept.is_empty() && kept.len() <= 255 && kept != "." && kept != "..");
        assert!(!kept.contains(['/', '\\', '\0']) && !kept.chars().any(char::is_control));
        assert_eq!(FileName::parse(kept).as_ref(), Ok(&name));
        for number in [2, u32::MAX] {
            let numbered = name.numbered(number);
            assert!(numbered.as_str().len() <= 255);
            assert_eq!(FileName::parse(numbered.as_str()).as_ref(), Ok(&numbered));
        }
    }
    if let Some(job) = JobId::parse(text) {
        assert_eq!(job.as_str(), text);
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) && !text.starts_with('.'));
    }
    if let Some(id) = UploadId::parse(text) {
        assert_eq!(id.as_str(), text);
    }
});
