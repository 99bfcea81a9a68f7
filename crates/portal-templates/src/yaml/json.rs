//! The tree as JSON, the way the portal has always answered it.

use serde_json::{Map, Number, Value as Json};

use super::{Kind, Node, Scalar, Value};

impl Node {
    /// As JSON: what PyYAML would have read. Numbers of base 60 and dates are the text that was written, and so is what
    /// JSON has no number for.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Scalar(scalar) => scalar.to_json(),
            Value::List(nodes) => Json::Array(nodes.iter().map(Self::to_json).collect()),
            Value::Map(entries) => {
                let pairs = entries.iter().map(|entry| (entry.key.clone(), entry.node.to_json()));
                Json::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }
}

impl Scalar {
    fn to_json(&self) -> Json {
        let text = || Json::String(self.text.clone());
        match self.kind {
            Kind::Null => Json::Null,
            Kind::Bool(flag) => Json::Bool(flag),
            Kind::Int(number) => Json::Number(number.into()),
            Kind::Float(number) => Number::from_f64(number).map_or_else(text, Json::Number),
            Kind::Large | Kind::Base60 | Kind::Date | Kind::Text => text(),
        }
    }
}
