//! Stories about the program `portal`, each as an operator would type it.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod accounts;
mod demo;
mod documents;
mod portal;
mod settings;
