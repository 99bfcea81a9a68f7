//! The contract's six rules. Services keep their own in their route table.

use portal_ratelimit::Rule;

pub(crate) const UPLOAD_INIT: Rule = Rule::per_minute("upload_init", 20);
pub(crate) const UPLOAD_CHUNK: Rule = Rule::per_minute("upload_chunk", 2000);
pub(crate) const UPLOAD_COMPLETE: Rule = Rule::per_minute("upload_complete", 20);
pub(crate) const UPLOAD_LIST: Rule = Rule::per_minute("upload_list", 100);
pub(crate) const UPLOAD_SHOW: Rule = Rule::per_minute("upload_show", 100);
pub(crate) const UPLOAD_CANCEL: Rule = Rule::per_minute("upload_cancel", 50);

pub(crate) const ALL: [Rule; 6] = [
    UPLOAD_INIT,
    UPLOAD_CHUNK,
    UPLOAD_COMPLETE,
    UPLOAD_LIST,
    UPLOAD_SHOW,
    UPLOAD_CANCEL,
];
