//! `POST /api/v2/jobs/preview`

use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use portal_http::{JobsSubmitter, LargeJson};
use portal_jobscript::Usage;
use serde::Serialize;
use utoipa::ToSchema;

use super::desk::SubmissionDesk;
use super::draft::TemplateJob;
use super::error::SubmissionError;
use super::plan::Plan;
use super::wrong::Wrong;
use crate::cluster::jobs::submit::LONGEST_BODY;

/// What would be submitted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewView {
    /// The script as the template has it; null when none can be written.
    #[schema(required = true)]
    script: Option<String>,
    /// Which lines say what.
    parts: Vec<PartView>,
    /// What the job uses when it runs until its limit.
    usage: UsageView,
    /// What that costs at the site's prices; null when it has none, or how much of what has one is not known.
    #[schema(required = true)]
    cost: Option<CostView>,
    /// What keeps it from being submitted; empty when nothing does.
    problems: Vec<Wrong>,
    /// The image that the job would run in; null for none.
    #[schema(required = true)]
    image: Option<PreviewImage>,
    /// Stands in the script where the job's folder will; what is edited keeps it.
    folder_pattern: String,
    /// Of the template that this was made of.
    template_digest: String,
}

/// Some lines, counted from 1.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartView {
    /// `options`, `environment`, `inputs`, `before`, `main` or `after`.
    #[schema(value_type = String)]
    kind: portal_jobscript::PartKind,
    first_line: usize,
    /// Itself included.
    last_line: usize,
}

/// What a job uses at most.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageView {
    nodes: u32,
    ntasks: u32,
    /// GiB of each node; null when the job takes all that they have.
    #[schema(required = true)]
    memory_gib: Option<f64>,
    time_hours: f64,
    /// Nodes × hours.
    node_hours: f64,
    /// GiB of all nodes × hours; null as above.
    #[schema(required = true)]
    gib_hours: Option<f64>,
}

/// What a job costs at most.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CostView {
    /// As ISO 4217 writes it.
    currency: String,
    total: f64,
    /// Null when nodes have no price.
    #[schema(required = true)]
    nodes: Option<f64>,
    /// Null when memory has no price.
    #[schema(required = true)]
    memory: Option<f64>,
}

impl From<Usage> for UsageView {
    fn from(usage: Usage) -> Self {
        Self {
            nodes: usage.nodes,
            ntasks: usage.ntasks,
            memory_gib: usage.memory_gib,
            time_hours: usage.time_hours,
            node_hours: usage.node_hours,
            gib_hours: usage.gib_hours,
        }
    }
}

/// An image.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewImage {
    id: String,
    name: String,
    /// On the nodes.
    path: String,
}

/// Shows what would be submitted, also while something is still missing. Nothing is made.
#[utoipa::path(post, path = "/api/v2/jobs/preview", operation_id = "previewJob", tag = "jobs", request_body = TemplateJob,
    responses((status = 200, body = PreviewView), (status = 400, body = portal_http::ErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = portal_http::ErrorBody), (status = 404, body = portal_http::ErrorBody), (status = 409, body = portal_http::ErrorBody),
        (status = 413, body = portal_http::ErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = portal_http::ErrorBody)))]
pub(crate) async fn preview(
    desk: Data<SubmissionDesk>,
    caller: JobsSubmitter,
    request: HttpRequest,
    job: LargeJson<TemplateJob, LONGEST_BODY>,
) -> Result<Json<PreviewView>, SubmissionError> {
    let plan = Plan::of_uploads(&desk, &caller, &request, job.0).await?;
    Ok(Json(view(&desk, plan)))
}

fn view(desk: &SubmissionDesk, mut plan: Plan) -> PreviewView {
    let folder_pattern = plan.folder_to_be(desk);
    let (script, parts) = match plan.script(&folder_pattern) {
        Ok(script) => (Some(script.text), script.parts),
        Err(wrong) => {
            plan.add(wrong);
            (None, Vec::new())
        }
    };
    if plan.edited.is_some()
        && let Err(wrong) = plan.script_to_submit(desk, &folder_pattern)
    {
        plan.add(wrong);
    }
    let usage = Usage::of(&plan.template.slurm);
    let (prices, currency) = desk.prices();
    let cost = prices.of(&usage).map(|cost| CostView {
        currency: currency.to_owned(),
        total: cost.total,
        nodes: cost.nodes,
        memory: cost.memory,
    });
    PreviewView {
        script,
        parts: parts
            .into_iter()
            .map(|part| PartView {
                kind: part.kind,
                first_line: part.first_line,
                last_line: part.last_line,
            })
            .collect(),
        usage: usage.into(),
        cost,
        problems: plan.wrong,
        image: plan.image.map(|image| PreviewImage {
            id: image.id,
            name: image.name,
            path: image.path,
        }),
        folder_pattern,
        template_digest: plan.row.digest,
    }
}
