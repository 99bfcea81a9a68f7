//! Stories about the program `portal`.
