//! In which image a job runs: what the template says, and what the person chose.

use std::slice;

use portal_apptainer::command::CommandTemplate;
use portal_db::images::{self, Image};
use portal_db::{AnyConnection, QueryResult};
use portal_templates::schema::{ImageName, ImageRule, Mode, Selection};

use super::wrong::{Wrong, WrongCode};

/// An image on a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownImage {
    pub(super) id: String,
    pub(super) name: String,
    /// Absolute, where jobs find it.
    pub(super) path: String,
    pub(super) partition: String,
    pub(super) digest: String,
    /// JSON list.
    commands: String,
}

/// The image of the job. The outer error is the database's, the inner one the person's or the template's.
///
/// # Errors
/// When the database refuses.
pub(super) fn choose(
    connection: &mut AnyConnection,
    rule: &ImageRule,
    asked: Option<&str>,
) -> QueryResult<Result<Option<KnownImage>, Wrong>> {
    let missing = |name: &str| {
        let message = format!("Apptainer image not found: {name}");
        Wrong::new("image_id", WrongCode::ImageNotFound, message).with("image", name)
    };
    match (rule, asked) {
        (ImageRule::Fixed(name), None) => Ok(named(connection, name)?.map(Some).ok_or_else(|| missing(name.as_str()))),
        (ImageRule::Fixed(name), Some(id)) => Ok(match of_id(connection, id)? {
            Some(image) if is_called(connection, &image, slice::from_ref(name))? => Ok(Some(image)),
            Some(image) => {
                let message = format!("this template always runs in {}", name.as_str());
                Err(Wrong::new("image_id", WrongCode::ImageNotAllowed, message).with("image", image.name))
            }
            None => Err(missing(id)),
        }),
        (ImageRule::Chosen(selection), Some(id)) => Ok(match of_id(connection, id)? {
            Some(image) if allows(connection, selection, &image)? => Ok(Some(image)),
            Some(image) => {
                let message = format!("this template does not run in {}", image.name);
                Err(Wrong::new("image_id", WrongCode::ImageNotAllowed, message).with("image", image.name))
            }
            None => Err(missing(id)),
        }),
        (ImageRule::Chosen(selection), None) => {
            let default = match &selection.default_image {
                Some(name) => named(connection, name)?,
                None => None,
            };
            Ok(match default {
                None if selection.required => {
                    let message = "apptainer_image_id required";
                    Err(Wrong::new("image_id", WrongCode::ImageMissing, message))
                }
                image => Ok(image),
            })
        }
    }
}

/// What an older client calls an image: an id, or a part of a name.
///
/// # Errors
/// When the database refuses.
pub(super) fn id_of_part(connection: &mut AnyConnection, part: &str) -> QueryResult<Option<String>> {
    if let Some(image) = of_id(connection, part)? {
        return Ok(Some(image.id));
    }
    Ok(images::with_part(connection, part)?.map(|image| image.id))
}

fn allows(connection: &mut AnyConnection, selection: &Selection, image: &KnownImage) -> QueryResult<bool> {
    Ok(match selection.mode {
        Mode::Any => true,
        Mode::Partition => selection
            .partition
            .as_deref()
            .is_none_or(|partition| *partition == *image.partition),
        Mode::Specific => is_called(connection, image, &selection.allowed_images)?,
    })
}

fn is_called(connection: &mut AnyConnection, image: &KnownImage, names: &[ImageName]) -> QueryResult<bool> {
    let names: Vec<&str> = names.iter().map(ImageName::as_str).collect();
    images::is_called(connection, &image.id, &names)
}

fn of_id(connection: &mut AnyConnection, id: &str) -> QueryResult<Option<KnownImage>> {
    let image = images::get(connection, id)?.filter(|image| image.is_active);
    Ok(image.map(KnownImage::from))
}

fn named(connection: &mut AnyConnection, name: &ImageName) -> QueryResult<Option<KnownImage>> {
    Ok(images::named(connection, name.as_str())?.map(KnownImage::from))
}

impl From<Image> for KnownImage {
    fn from(image: Image) -> Self {
        Self {
            id: image.id,
            name: image.name,
            path: image.path,
            partition: image.partition,
            digest: image.digest,
            commands: image.command_templates,
        }
    }
}

impl KnownImage {
    /// The command of that id which the image offers.
    ///
    /// # Errors
    /// When it offers none, or one that cannot be used.
    pub(super) fn command(&self, id: &str) -> Result<CommandTemplate, Wrong> {
        let offered: Vec<serde_json::Value> = serde_json::from_str(&self.commands).unwrap_or_default();
        let found = offered
            .iter()
            .find(|command| command.get("template_id").is_some_and(|known| known == id));
        let found = found.ok_or_else(|| {
            let message = format!("the image {} offers no such command", self.name);
            Wrong::new("command", WrongCode::CommandNotFound, message).with("image", self.name.as_str())
        })?;
        CommandTemplate::parse(found).map_err(|error| unusable(error.to_string()))
    }
}

/// A command that the image describes, and that cannot be given to this job.
pub(super) fn unusable(detail: String) -> Wrong {
    Wrong::new("command", WrongCode::CommandUnusable, detail.as_str()).with("detail", detail)
}
