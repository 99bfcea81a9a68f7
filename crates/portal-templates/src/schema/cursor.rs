//! Reading a tree key by key: what is wrong is noted with its place, and reading goes on.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

use crate::finding::{Finding, code_point};
use crate::problem::{MOST_PROBLEMS, Problem, Severity};
use crate::wanted::Wanted;
use crate::yaml::{Entry, Kind, Mark, Node, Scalar, Value};

/// What was found wrong so far.
pub(crate) struct Report {
    file: Arc<str>,
    problems: Vec<Problem>,
}

impl Report {
    pub(crate) fn of(file: &str) -> Self {
        Self {
            file: file.into(),
            problems: Vec::new(),
        }
    }

    pub(crate) fn add(
        &mut self,
        severity: Severity,
        mark: Mark,
        path: &str,
        finding: Finding,
        wanted: impl Into<Option<Wanted>>,
    ) {
        if self.problems.len() < MOST_PROBLEMS {
            let wanted = wanted.into();
            self.problems.push(Problem {
                file: Arc::clone(&self.file),
                line: mark.line,
                column: mark.column,
                path: path.to_owned(),
                severity,
                message: finding.to_string(),
                expected: wanted.as_ref().map(Wanted::to_string).unwrap_or_default(),
                finding,
                wanted,
            });
        }
    }

    /// In the file's order.
    pub(crate) fn finish(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| (problem.line, problem.column));
        self.problems
    }
}

/// A value, with its place and path.
#[derive(Clone)]
pub(crate) struct At<'tree> {
    pub(crate) node: &'tree Node,
    pub(crate) path: String,
    severity: Severity,
}

impl<'tree> At<'tree> {
    pub(crate) fn new(node: &'tree Node, path: &str) -> Self {
        Self {
            node,
            path: path.to_owned(),
            severity: Severity::Error,
        }
    }

    /// What is wrong with it counts as this bad.
    pub(crate) fn grave(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    pub(crate) fn wrong(&self, report: &mut Report, finding: Finding, wanted: impl Into<Option<Wanted>>) {
        report.add(self.severity, self.node.mark, &self.path, finding, wanted);
    }

    pub(crate) fn odd(&self, report: &mut Report, finding: Finding) {
        report.add(Severity::Warning, self.node.mark, &self.path, finding, None);
    }

    pub(crate) fn instead(&self, report: &mut Report, wanted: Wanted) {
        let found = self.node.shape();
        self.wrong(report, Finding::StandsHere { found }, wanted);
    }

    fn unfit(&self, report: &mut Report, text: &str, wanted: Wanted) {
        let value = shortened(text);
        self.wrong(report, Finding::DoesNotFit { value }, wanted);
    }

    /// A text; a number or truth value is taken as it was written, with a warning where a reader of YAML 1.1 sees another.
    pub(crate) fn text(&self, report: &mut Report) -> Option<String> {
        let Value::Scalar(scalar) = &self.node.value else {
            self.instead(report, Wanted::Text);
            return None;
        };
        let altered = match scalar.kind {
            Kind::Null => {
                self.instead(report, Wanted::Text);
                return None;
            }
            Kind::Bool(_) => true,
            Kind::Int(number) => number.to_string() != scalar.text,
            Kind::Float(number) => format!("{number:?}") != scalar.text,
            Kind::Base60 | Kind::Date | Kind::Large | Kind::Text => false,
        };
        if altered {
            let (found, value) = (self.node.shape(), scalar.text.clone());
            self.odd(report, Finding::ReadAsText { found, value });
        }
        if let Some(strange) = scalar
            .text
            .chars()
            .find(|c| c.is_control() && !matches!(c, '\n' | '\t'))
        {
            let character = code_point(strange);
            self.wrong(report, Finding::CharacterInText { character }, None);
            return None;
        }
        Some(scalar.text.clone())
    }

    /// A text of one line that is not empty.
    pub(crate) fn line(&self, report: &mut Report) -> Option<String> {
        let text = self.text(report)?;
        let text = text.trim();
        if text.is_empty() || text.contains(['\n', '\t']) {
            let finding = if text.is_empty() {
                Finding::EmptyText
            } else {
                Finding::SeveralLines
            };
            self.wrong(report, finding, Wanted::Line);
            return None;
        }
        Some(text.to_owned())
    }

    /// A text of which a type can be made.
    pub(crate) fn parsed<T: FromStr>(&self, report: &mut Report, wanted: Wanted) -> Option<T> {
        let text = self.line(report)?;
        let parsed = text.parse();
        if parsed.is_err() {
            self.unfit(report, &text, wanted);
        }
        parsed.ok()
    }

    /// An amount; where YAML sees a whole number, that is what counts, however it was written.
    pub(crate) fn amount<T: FromStr>(&self, report: &mut Report, wanted: Wanted) -> Option<T> {
        if let Value::Scalar(Scalar {
            kind: Kind::Int(number),
            text,
        }) = &self.node.value
        {
            let parsed = number.to_string().parse();
            if parsed.is_err() {
                self.unfit(report, text, wanted);
            }
            return parsed.ok();
        }
        self.parsed(report, wanted)
    }

    pub(crate) fn flag(&self, report: &mut Report) -> Option<bool> {
        match &self.node.value {
            Value::Scalar(scalar) => match (scalar.kind, scalar.text.as_str()) {
                (Kind::Bool(flag), _) => Some(flag),
                (_, "true") => Some(true),
                (_, "false") => Some(false),
                _ => {
                    let value = shortened(&scalar.text);
                    self.wrong(report, Finding::NoTruthValue { value }, Wanted::TruthValue);
                    None
                }
            },
            _ => {
                self.instead(report, Wanted::TruthValue);
                None
            }
        }
    }

    /// A whole number in a range; digits in quotes count.
    pub(crate) fn count(&self, report: &mut Report, least: u32, most: u32) -> Option<u32> {
        let wanted = Wanted::count(least, most);
        let Value::Scalar(scalar) = &self.node.value else {
            self.instead(report, wanted);
            return None;
        };
        let number = match scalar.kind {
            Kind::Int(number) => u32::try_from(number).ok(),
            Kind::Text => scalar.text.trim().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.unfit(report, &scalar.text, wanted);
        }
        number
    }

    pub(crate) fn number(&self, report: &mut Report) -> Option<f64> {
        let number = match &self.node.value {
            Value::Scalar(scalar) => match scalar.kind {
                #[expect(clippy::cast_precision_loss, reason = "limits of form fields are small")]
                Kind::Int(number) => Some(number as f64),
                Kind::Float(number) if number.is_finite() => Some(number),
                _ => None,
            },
            _ => None,
        };
        if number.is_none() {
            self.instead(report, Wanted::Number { min: None, max: None });
        }
        number
    }

    pub(crate) fn list(&self, report: &mut Report) -> Vec<At<'tree>> {
        match &self.node.value {
            Value::List(nodes) => {
                let items = nodes.iter().enumerate();
                items
                    .map(|(index, node)| At {
                        node,
                        path: format!("{}[{index}]", self.path),
                        severity: self.severity,
                    })
                    .collect()
            }
            _ if self.node.is_null() => Vec::new(),
            _ => {
                self.instead(report, Wanted::List);
                Vec::new()
            }
        }
    }

    /// A list of texts of one line; those that do not fit are noted and left out.
    pub(crate) fn lines(&self, report: &mut Report) -> Vec<String> {
        self.list(report).iter().filter_map(|item| item.line(report)).collect()
    }

    pub(crate) fn map(&self, report: &mut Report) -> Option<Fields<'tree>> {
        match &self.node.value {
            Value::Map(entries) => Some(Fields {
                entries,
                mark: self.node.mark,
                path: self.path.clone(),
                severity: self.severity,
                taken: BTreeSet::new(),
            }),
            _ => {
                self.instead(report, Wanted::Mapping);
                None
            }
        }
    }

    /// Name and value of each entry.
    pub(crate) fn entries(&self, report: &mut Report) -> Vec<(&'tree Entry, At<'tree>)> {
        match &self.node.value {
            Value::Map(entries) => {
                let with_path = |entry: &'tree Entry| {
                    let path = format!("{}.{}", self.path, entry.key);
                    (
                        entry,
                        At {
                            node: &entry.node,
                            path,
                            severity: self.severity,
                        },
                    )
                };
                entries.iter().map(with_path).collect()
            }
            _ if self.node.is_null() => Vec::new(),
            _ => {
                self.instead(report, Wanted::Mapping);
                Vec::new()
            }
        }
    }
}

/// A mapping of which each known key is taken once; the rest is unknown.
pub(crate) struct Fields<'tree> {
    entries: &'tree [Entry],
    mark: Mark,
    path: String,
    severity: Severity,
    taken: BTreeSet<&'static str>,
}

impl<'tree> Fields<'tree> {
    pub(crate) fn mark(&self) -> Mark {
        self.mark
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// The value of a key; one that holds nothing is as good as none.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<At<'tree>> {
        self.taken.insert(key);
        let entry = self.entries.iter().find(|entry| entry.key == key)?;
        let at = At {
            node: &entry.node,
            path: self.path_of(key),
            severity: self.severity,
        };
        (!entry.node.is_null()).then_some(at)
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&mut self, key: &'static str, report: &mut Report, wanted: Wanted) -> Option<At<'tree>> {
        let found = self.take(key);
        if found.is_none() {
            let mark = self
                .entries
                .iter()
                .find(|entry| entry.key == key)
                .map_or(self.mark, |entry| entry.mark);
            let path = self.path_of(key);
            let field = path.clone();
            report.add(self.severity, mark, &path, Finding::MissingField { field }, wanted);
        }
        found
    }

    pub(crate) fn wrong(&self, report: &mut Report, finding: Finding, wanted: impl Into<Option<Wanted>>) {
        report.add(self.severity, self.mark, &self.path, finding, wanted);
    }

    /// Notes what nobody asked for. It stays in the file.
    pub(crate) fn finish(self, report: &mut Report) {
        for entry in self
            .entries
            .iter()
            .filter(|entry| !self.taken.contains(entry.key.as_str()))
        {
            let path = self.path_of(&entry.key);
            report.add(Severity::Warning, entry.mark, &path, Finding::UnknownKey, None);
        }
    }
}

/// Enough of a text to recognise it by.
pub(crate) fn shortened(text: &str) -> String {
    let mut characters = text.chars().filter(|c| !c.is_control());
    let start: String = characters.by_ref().take(60).collect();
    if characters.next().is_some() {
        format!("{start}…")
    } else {
        start
    }
}
