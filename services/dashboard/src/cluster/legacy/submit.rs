//! `POST /api/slurm/jobs/submit`

use actix_web::HttpRequest;
use actix_web::web::Data;
use actix_web::web::Json;
use portal_http::{JobsSubmitter, LargeJson};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::{LegacyError, LegacyErrorBody};
use crate::cluster::acting::Hands;
use crate::cluster::acting::error::ActError;
use crate::cluster::desk::ClusterDesk;
use crate::cluster::jobs::submit::draft::JobDraft;
use crate::cluster::jobs::submit::{LONGEST_BODY, key_of, submit_once};

/// A job as the form of the earlier portal sends it. What else the form sends (`files`, `jobId`) never had a meaning.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LegacyDraft {
    job_name: Option<String>,
    partition: Option<String>,
    nodes: Option<u32>,
    /// Of each node.
    cpus: Option<u32>,
    gpus: Option<u32>,
    /// Of each node: `16GB`, `16G`, `4000M`; a bare number is MiB, as for Slurm.
    memory: Option<String>,
    /// `HH:MM:SS`, `D-HH:MM:SS`, `MM:SS`, or minutes, as for Slurm.
    time: Option<String>,
    qos: Option<String>,
    account: Option<String>,
    /// Lines for bash; a first line `#!` may say otherwise.
    script: String,
    apptainer_image: Option<LegacyImage>,
}

/// In which image the script runs.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct LegacyImage {
    /// On the nodes; absolute.
    path: String,
}

/// There is a job.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LegacySubmitted {
    success: bool,
    /// `mock` or `production`.
    mode: &'static str,
    job_id: String,
    message: String,
}

/// Submits a job, for older clients; `Idempotency-Key` counts as in `POST /api/v2/jobs`.
#[utoipa::path(post, path = "/api/slurm/jobs/submit", operation_id = "submitSlurmJob", tag = "earlier portal", request_body = LegacyDraft,
    responses((status = 200, body = LegacySubmitted), (status = 400, body = LegacyErrorBody), (status = 401, body = portal_http::ErrorBody),
        (status = 403, body = LegacyErrorBody), (status = 409, body = LegacyErrorBody), (status = 413, body = portal_http::ErrorBody),
        (status = 422, body = LegacyErrorBody), (status = 429, body = portal_http::ErrorBody), (status = 503, body = LegacyErrorBody),
        (status = 504, body = LegacyErrorBody)))]
pub(crate) async fn submit(
    desk: Data<ClusterDesk>,
    hands: Data<Hands>,
    caller: JobsSubmitter,
    request: HttpRequest,
    draft: LargeJson<LegacyDraft, LONGEST_BODY>,
) -> Result<Json<LegacySubmitted>, LegacyError> {
    let refuse = |error: ActError| LegacyError::new(error, desk.mode());
    let key = key_of(request.headers()).map_err(refuse)?;
    let submission = draft.0.draft().and_then(JobDraft::submission).map_err(refuse)?;
    let made = submit_once(&hands, &caller, &request, key, submission)
        .await
        .map_err(refuse)?;
    Ok(Json(LegacySubmitted {
        success: true,
        mode: desk.mode(),
        job_id: made.job.to_string(),
        message: format!("Job {} submitted", made.job),
    }))
}

impl LegacyDraft {
    fn draft(self) -> Result<JobDraft, ActError> {
        let memory = self.memory.filter(|text| !text.is_empty()).map(|text| {
            let bytes = memory(&text);
            bytes.ok_or_else(|| ActError::bad_field("memory", "must be an amount such as 16GB or 4000M"))
        });
        let time = self.time.filter(|text| !text.is_empty()).map(|text| {
            let seconds = seconds(&text);
            seconds.ok_or_else(|| ActError::bad_field("time", "must be a time such as 12:30:00 or 2-00:00:00"))
        });
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok(JobDraft {
            script: script(&self.script, self.apptainer_image.as_ref())?,
            name: given(self.job_name),
            partition: given(self.partition),
            account: given(self.account),
            qos: given(self.qos),
            nodes: self.nodes,
            cpus_per_task: self.cpus,
            memory_per_node_bytes: memory.transpose()?,
            gres: self.gpus.filter(|gpus| *gpus > 0).map(|gpus| format!("gpu:{gpus}")),
            time_limit_seconds: time.transpose()?,
            ..JobDraft::default()
        })
    }
}

/// The script with its first line, inside its image when there is one.
fn script(lines: &str, image: Option<&LegacyImage>) -> Result<String, ActError> {
    let lines = lines.replace("\r\n", "\n");
    let Some(image) = image else {
        return Ok(if lines.starts_with("#!") {
            lines
        } else {
            format!("#!/bin/bash\n{lines}")
        });
    };
    let path = &image.path;
    if !path.starts_with('/') || path.chars().any(char::is_control) {
        return Err(ActError::bad_field(
            "apptainerImage.path",
            "must be an absolute path of one line",
        ));
    }
    let quoted = path.replace('\'', r"'\''");
    // Ends where this line comes, which is in no script.
    let mut end = "END_OF_SCRIPT".to_owned();
    while lines.lines().any(|line| line == end) {
        end.push('_');
    }
    let newline = if lines.ends_with('\n') { "" } else { "\n" };
    Ok(format!(
        "#!/bin/bash\nexec apptainer exec '{quoted}' bash <<'{end}'\n{lines}{newline}{end}\n"
    ))
}

/// Reads `16GB`, `16G`, `4000M`, `4000`; bytes.
fn memory(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_suffix('B').unwrap_or(&text);
    let (number, unit) = match text.as_bytes().last()? {
        b'K' => (text.strip_suffix('K')?, 10),
        b'M' => (text.strip_suffix('M')?, 20),
        b'G' => (text.strip_suffix('G')?, 30),
        b'T' => (text.strip_suffix('T')?, 40),
        _ => (text, 20),
    };
    number.trim().parse::<u64>().ok()?.checked_mul(1 << unit)
}

/// Reads a time as `sbatch --time` does: minutes, `MM:SS`, `HH:MM:SS`, `D-HH`, `D-HH:MM`, `D-HH:MM:SS`; seconds.
fn seconds(text: &str) -> Option<u64> {
    let (days, rest) = match text.trim().split_once('-') {
        Some((days, rest)) => (Some(days.parse::<u64>().ok()?), rest),
        None => (None, text.trim()),
    };
    let parts = rest
        .split(':')
        .map(|part| part.parse::<u64>().ok())
        .collect::<Option<Vec<_>>>()?;
    let units: &[u64] = match (days, parts.len()) {
        (None, 1) => &[60],
        (None, 2) => &[60, 1],
        (_, 3) => &[3600, 60, 1],
        (Some(_), 1) => &[3600],
        (Some(_), 2) => &[3600, 60],
        _ => return None,
    };
    let mut total = days.unwrap_or(0).checked_mul(86_400)?;
    for (part, unit) in parts.iter().zip(units) {
        total = total.checked_add(part.checked_mul(*unit)?)?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::{LegacyImage, memory, script, seconds};

    #[test]
    fn amounts_and_times_are_read_as_slurm_does() {
        let read = ["16GB", "16G", "4000M", "4000", "1T", "x", "-1G", "", "99999999999G"].map(memory);
        assert_eq!(
            read[..5],
            [
                Some(16 << 30),
                Some(16 << 30),
                Some(4000 << 20),
                Some(4000 << 20),
                Some(1 << 40)
            ]
        );
        assert_eq!(read[5..], [None; 4]);
        let times = ["90", "1:30", "12:30:00", "2-00", "1-02:03", "1-02:03:04"].map(seconds);
        let expected = [5400, 90, 45_000, 172_800, 93_780, 93_784];
        assert_eq!(times, expected.map(Some));
        assert_eq!(["", "a", "1:2:3:4", "-1", "1-", "UNLIMITED"].map(seconds), [None; 6]);
    }

    #[test]
    fn a_script_runs_in_its_image_and_nothing_of_it_gets_out() {
        assert_eq!(script("hostname\r\n", None).unwrap(), "#!/bin/bash\nhostname\n");
        assert_eq!(script("#!/bin/sh\n", None).unwrap(), "#!/bin/sh\n");
        let image = |path: &str| LegacyImage { path: path.to_owned() };
        let made = script("END_OF_SCRIPT\nrm $HOME/x", Some(&image("/images/it's.sif"))).unwrap();
        let expected = "#!/bin/bash\nexec apptainer exec '/images/it'\\''s.sif' bash <<'END_OF_SCRIPT_'\n\
                        END_OF_SCRIPT\nrm $HOME/x\nEND_OF_SCRIPT_\n";
        assert_eq!(made, expected);
        for path in ["images/a.sif", "/a\nb", "--help"] {
            assert!(script("x", Some(&image(path))).is_err(), "{path:?}");
        }
    }
}
