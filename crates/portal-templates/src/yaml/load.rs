//! From text to tree, within bounds: what is too large, too deep or too much is refused before it is built.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::{Entry, Kind, Mark, Node, Scalar, Value, Weight, resolve};
use crate::finding::{Finding, code_point};

/// How much a file may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Levels of lists and mappings.
    pub depth: usize,
    /// Values, those counted again that an alias or `<<` repeats.
    pub nodes: usize,
    /// Bytes of all texts, those counted again that are repeated.
    pub expanded_bytes: usize,
}

impl Default for Limits {
    /// 256 KiB, 32 levels, 20,000 values, 1 MiB expanded: some hundred times what templates have.
    fn default() -> Self {
        Self {
            bytes: 256 * 1024,
            depth: 32,
            nodes: 20_000,
            expanded_bytes: 1024 * 1024,
        }
    }
}

/// Why there is no tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{finding}")]
pub struct Fault {
    /// Where reading ended.
    pub mark: Mark,
    /// What is wrong.
    pub finding: Finding,
}

/// Something odd that did not keep the tree from being built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where it is.
    pub mark: Mark,
    /// What is odd.
    pub finding: Finding,
}

/// Reads the one document of a text.
///
/// # Errors
/// When it is no YAML, more than one document, beyond a limit, or has tags that stand for objects of a program.
pub fn load(text: &str, limits: &Limits) -> Result<(Node, Vec<Remark>), Fault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > limits.bytes {
        let (bytes, most) = (text.len(), limits.bytes);
        return Err(fault(Mark::START, Finding::FileTooLarge { bytes, most }));
    }
    printable(text)?;
    let mut loader = Loader {
        limits: *limits,
        unended: is_unended(text).then(|| text.chars().count()),
        ..Loader::default()
    };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => loader.take(event, span)?,
            Err(error) => {
                let detail = error.info().to_owned();
                return Err(fault(mark_of(*error.marker()), Finding::NotYaml { detail }));
            }
        }
    }
    match loader.root {
        Some(root) => Ok((root, loader.remarks)),
        None => Err(fault(Mark::START, Finding::EmptyFile)),
    }
}

/// Whether something stands in the last line, which has no end.
fn is_unended(text: &str) -> bool {
    text.rsplit(['\n', '\r'])
        .next()
        .is_some_and(|line| !line.trim().is_empty())
}

fn fault(mark: Mark, finding: Finding) -> Fault {
    Fault { mark, finding }
}

fn mark_of(marker: saphyr_parser::Marker) -> Mark {
    Mark {
        line: marker.line().max(1),
        column: marker.col() + 1,
    }
}

/// PyYAML refuses them too: what shows as nothing, or moves a terminal's cursor, has no place in a text file.
fn printable(text: &str) -> Result<(), Fault> {
    let strange =
        |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')) || c == '\u{fffe}' || c == '\u{ffff}';
    let Some(at) = text.find(strange) else { return Ok(()) };
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let mark = Mark {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
    };
    let character = text.get(at..).and_then(|rest| rest.chars().next());
    let character = code_point(character.unwrap_or_default());
    Err(fault(mark, Finding::CharacterInFile { character }))
}

/// A list or mapping whose end has not come.
struct Open {
    mark: Mark,
    anchor: usize,
    weight: Weight,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map {
        pairs: Vec<Pair>,
        key: Option<(String, Mark, bool)>,
    },
}

struct Pair {
    entry: Entry,
    /// An unquoted `<<`: what it holds belongs to the mapping.
    merge: bool,
}

#[derive(Default)]
struct Loader {
    limits: Limits,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    /// Where a text ends that does so without a line break.
    unended: Option<usize>,
    /// All that was placed so far.
    used: Weight,
    documents: usize,
    root: Option<Node>,
    remarks: Vec<Remark>,
}

impl Loader {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        let mark = mark_of(span.start);
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => {
                self.documents += 1;
                let second = self.documents > 1;
                if second {
                    Err(fault(mark, Finding::SecondDocument))
                } else {
                    Ok(())
                }
            }
            Event::Alias(anchor) => {
                let weight = self.anchors.get(&anchor).map(|node| node.weight);
                self.spend(mark, weight.unwrap_or_default())?;
                // Only now it is copied.
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    return Err(fault(mark, Finding::AliasInItself));
                };
                self.place(Node { mark, ..node })
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let kind = kind_of(&text, plain, tag.as_deref()).map_err(|finding| fault(mark, finding))?;
                let merge = plain && tag.is_none() && text == "<<";
                self.spend(
                    mark,
                    Weight {
                        nodes: 1,
                        bytes: text.len(),
                        height: 0,
                    },
                )?;
                let mut text = text.into_owned();
                // A block that ends with the file has the line break that it was written with: none.
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                if block && self.unended == Some(span.end.index()) && text.ends_with('\n') {
                    text.pop();
                }
                let scalar = Scalar { text, kind };
                self.scalar(mark, scalar, merge, anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                collection_tag(tag.as_deref(), "seq").map_err(|finding| fault(mark, finding))?;
                self.begin(mark, anchor, Content::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                collection_tag(tag.as_deref(), "map").map_err(|finding| fault(mark, finding))?;
                self.begin(
                    mark,
                    anchor,
                    Content::Map {
                        pairs: Vec::new(),
                        key: None,
                    },
                )
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(mark),
        }
    }

    fn spend(&mut self, mark: Mark, weight: Weight) -> Result<(), Fault> {
        self.used.nodes = self.used.nodes.saturating_add(weight.nodes);
        self.used.bytes = self.used.bytes.saturating_add(weight.bytes);
        if self.used.nodes > self.limits.nodes {
            let most = self.limits.nodes;
            return Err(fault(mark, Finding::TooManyValues { most }));
        }
        if self.used.bytes > self.limits.expanded_bytes {
            let most = self.limits.expanded_bytes;
            return Err(fault(mark, Finding::TooMuchText { most }));
        }
        if self.open.len() + weight.height > self.limits.depth {
            let most = self.limits.depth;
            return Err(fault(mark, Finding::TooDeep { most }));
        }
        Ok(())
    }

    fn begin(&mut self, mark: Mark, anchor: usize, content: Content) -> Result<(), Fault> {
        self.spend(
            mark,
            Weight {
                nodes: 1,
                bytes: 0,
                height: 1,
            },
        )?;
        if let Some(Open {
            content: Content::Map { key: None, .. },
            ..
        }) = self.open.last()
        {
            return Err(fault(mark, Finding::NameIsNoText));
        }
        self.open.push(Open {
            mark,
            anchor,
            weight: Weight {
                nodes: 1,
                bytes: 0,
                height: 0,
            },
            content,
        });
        Ok(())
    }

    fn scalar(&mut self, mark: Mark, scalar: Scalar, merge: bool, anchor: usize) -> Result<(), Fault> {
        if let Some(Open {
            content: Content::Map { key: key @ None, .. },
            weight,
            ..
        }) = self.open.last_mut()
        {
            weight.bytes += scalar.text.len();
            if anchor != 0 {
                self.anchors
                    .insert(anchor, node_of(mark, Value::Scalar(scalar.clone())));
            }
            *key = Some((scalar.text, mark, merge));
            return Ok(());
        }
        let node = node_of(mark, Value::Scalar(scalar));
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.place(node)
    }

    fn end(&mut self, mark: Mark) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.content {
            Content::List(nodes) => Value::List(nodes),
            Content::Map { pairs, .. } => Value::Map(self.joined(pairs)?),
        };
        let mut node = node_of(open.mark, value);
        node.weight = open.weight;
        if open.anchor != 0 {
            // The copy that is kept counts too, or a file of nothing but anchors would take depth times its size.
            self.spend(
                mark,
                Weight {
                    height: 0,
                    ..node.weight
                },
            )?;
            self.anchors.insert(open.anchor, node.clone());
        }
        self.place(node)
    }

    fn place(&mut self, node: Node) -> Result<(), Fault> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.weight.nodes = open.weight.nodes.saturating_add(node.weight.nodes);
        open.weight.bytes = open.weight.bytes.saturating_add(node.weight.bytes);
        open.weight.height = open.weight.height.max(node.weight.height + 1);
        match &mut open.content {
            Content::List(nodes) => nodes.push(node),
            Content::Map { pairs, key } => match (key.take(), node) {
                (Some((key, mark, merge)), node) => pairs.push(Pair {
                    entry: Entry { key, mark, node },
                    merge,
                }),
                // An alias in the place of a name.
                (
                    None,
                    Node {
                        mark,
                        value: Value::Scalar(scalar),
                        ..
                    },
                ) => *key = Some((scalar.text, mark, false)),
                (None, node) => {
                    return Err(fault(node.mark, Finding::NameIsNoText));
                }
            },
        }
        Ok(())
    }

    /// Each name once: what `<<` brings first, then the mapping's own, of which the last counts, as with PyYAML.
    fn joined(&mut self, pairs: Vec<Pair>) -> Result<Vec<Entry>, Fault> {
        let mut joined = Joined::default();
        let (merges, own): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|pair| pair.merge);
        for pair in merges {
            let mark = pair.entry.mark;
            let wrong = || fault(mark, Finding::BadMerge);
            let maps = match pair.entry.node.value {
                Value::Map(entries) => vec![entries],
                Value::List(nodes) => {
                    let maps = nodes.into_iter().rev().map(|node| match node.value {
                        Value::Map(entries) => Ok(entries),
                        _ => Err(wrong()),
                    });
                    maps.collect::<Result<_, _>>()?
                }
                Value::Scalar(_) => return Err(wrong()),
            };
            for entry in maps.into_iter().flatten() {
                joined.put(entry);
            }
        }
        let mut named: HashMap<String, Mark> = HashMap::new();
        for Pair { entry, .. } in own {
            if let Some(first) = named.insert(entry.key.clone(), entry.mark) {
                let (key, first_line) = (entry.key.clone(), first.line);
                self.remarks.push(Remark {
                    mark: entry.mark,
                    finding: Finding::KeyTwice { key, first_line },
                });
            }
            joined.put(entry);
        }
        Ok(joined.entries)
    }
}

#[derive(Default)]
struct Joined {
    entries: Vec<Entry>,
    places: HashMap<String, usize>,
}

impl Joined {
    fn put(&mut self, entry: Entry) {
        match self
            .places
            .get(&entry.key)
            .and_then(|place| self.entries.get_mut(*place))
        {
            Some(there) => *there = entry,
            None => {
                self.places.insert(entry.key.clone(), self.entries.len());
                self.entries.push(entry);
            }
        }
    }
}

fn node_of(mark: Mark, value: Value) -> Node {
    let bytes = if let Value::Scalar(scalar) = &value {
        scalar.text.len()
    } else {
        0
    };
    Node {
        mark,
        value,
        weight: Weight {
            nodes: 1,
            bytes,
            height: 0,
        },
    }
}

fn kind_of(text: &str, plain: bool, tag: Option<&Tag>) -> Result<Kind, Finding> {
    // `!` alone says nothing to PyYAML.
    let says_nothing =
        |tag: &&Tag| tag.handle.is_empty() && tag.suffix == "!" || tag.handle == "!" && tag.suffix.is_empty();
    let Some(tag) = tag.filter(|tag| !says_nothing(tag)) else {
        return Ok(if plain { resolve(text) } else { Kind::Text });
    };
    let kind = resolve(text);
    let fits = match (tag.is_yaml_core_schema(), tag.suffix.as_str()) {
        (true, "str") => return Ok(Kind::Text),
        (true, "null") => return Ok(Kind::Null),
        (true, "int") => matches!(kind, Kind::Int(_) | Kind::Large | Kind::Base60),
        (true, "bool") => matches!(kind, Kind::Bool(_)),
        (true, "timestamp") => kind == Kind::Date,
        (true, "float") => match kind {
            #[expect(clippy::cast_precision_loss, reason = "it is said to be a float")]
            Kind::Int(number) => return Ok(Kind::Float(number as f64)),
            Kind::Float(_) | Kind::Base60 => true,
            _ => false,
        },
        _ => return Err(unknown_tag(tag)),
    };
    if fits {
        Ok(kind)
    } else {
        let (value, tag) = (text.to_owned(), tag.suffix.clone());
        Err(Finding::NotAsTagged { value, tag })
    }
}

fn collection_tag(tag: Option<&Tag>, expected: &str) -> Result<(), Finding> {
    match tag {
        Some(tag) if !(tag.is_yaml_core_schema() && tag.suffix == expected) => Err(unknown_tag(tag)),
        _ => Ok(()),
    }
}

fn unknown_tag(tag: &Tag) -> Finding {
    Finding::UnknownTag {
        tag: format!("{}{}", tag.handle, tag.suffix),
    }
}
