//! Texts that repeat are kept once.

use std::collections::HashSet;
use std::sync::Arc;

/// The texts of one answer.
#[derive(Debug, Default)]
pub(super) struct Texts {
    seen: HashSet<Arc<str>>,
}

/// One column of a table: what a row says, the next one often says too, which is found out without a hash. A column whose texts
/// hardly ever come again (paths, comments) is not looked up any more: that costs more than keeping a few of them twice.
#[derive(Debug, Default)]
pub(super) struct Column {
    last: Option<Arc<str>>,
    asked: u32,
    known: u32,
}

/// So many texts are looked up before it is judged.
const TRIED: u32 = 1_000;
/// One in so many has to be known for it to pay.
const PAYS: u32 = 4;

impl Texts {
    /// The text, shared with all that are the same.
    pub(super) fn share(&mut self, text: &str) -> Arc<str> {
        self.known(text).unwrap_or_else(|| self.add(text))
    }

    fn known(&self, text: &str) -> Option<Arc<str>> {
        self.seen.get(text).map(Arc::clone)
    }

    fn add(&mut self, text: &str) -> Arc<str> {
        let text: Arc<str> = text.into();
        self.seen.insert(Arc::clone(&text));
        text
    }
}

impl Column {
    fn pays(&self) -> bool {
        self.asked < TRIED || self.known >= self.asked / PAYS
    }

    /// The text, shared with the row before or else with all others.
    pub(super) fn share(&mut self, texts: &mut Texts, text: &str) -> Arc<str> {
        match &self.last {
            Some(last) if **last == *text => Arc::clone(last),
            _ => {
                let shared = if self.pays() {
                    let known = texts.known(text);
                    self.asked = self.asked.saturating_add(1);
                    self.known += u32::from(known.is_some());
                    known.unwrap_or_else(|| texts.add(text))
                } else {
                    text.into()
                };
                self.last = Some(Arc::clone(&shared));
                shared
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Column, Texts};

    #[test]
    fn the_same_text_is_kept_once() {
        let mut texts = Texts::default();
        let (mut one, mut other) = (Column::default(), Column::default());
        let first = one.share(&mut texts, "gpu");
        one.share(&mut texts, "compute");
        assert!(Arc::ptr_eq(&first, &one.share(&mut texts, "gpu")));
        assert!(Arc::ptr_eq(&first, &other.share(&mut texts, "gpu")));
    }
}
