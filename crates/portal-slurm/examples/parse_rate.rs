//! How fast the answers of Slurm are read, in rows a second of one processor.
//!
//!     cargo run --release -p portal-slurm --example parse_rate [ROWS]
//!
//! The answers are made here, in the shape of a busy cluster: arrays, some hundred users, names that differ, GPUs.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::fmt::Write;

use portal_slurm::cli::read::rows::Nonce;
use portal_slurm::cli::read::{finished, jobs, nodes};

const END: char = '\u{1f}';

fn main() {
    let rows = std::env::args()
        .nth(1)
        .and_then(|rows| rows.parse().ok())
        .unwrap_or(100_000);
    let nonce = Nonce::random();
    let answer = squeue(rows, &nonce);
    rate("squeue", rows, rows, answer.len(), || {
        jobs::parse(answer.as_bytes(), &nonce)
    });
    let answer = sacct(rows, &nonce);
    // Every second line is a step, which becomes a part of its job.
    rate("sacct", rows, rows / 2, answer.len(), || {
        finished::parse(answer.as_bytes(), &nonce)
    });
    let some = rows / 10;
    let answer = scontrol(some);
    rate("scontrol show node", some, some, answer.len(), || {
        Ok(nodes::parse(answer.as_bytes()))
    });
}

/// Until all is read; what is made of it is thrown away afterwards.
fn rate<T>(
    what: &str,
    rows: usize,
    expected: usize,
    bytes: usize,
    mut read: impl FnMut() -> Result<Vec<T>, portal_slurm::SlurmError>,
) {
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let started = on_cpu();
        let found = read();
        best = best.min(on_cpu() - started);
        assert_eq!(found.map(|all| all.len()), Ok(expected), "{what}");
    }
    let each = bytes / rows.max(1);
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let (rows, bytes) = (rows as f64, bytes as f64);
    println!(
        "{what}: {:.2} million rows/s, {:.3} ms per 1,000, {:.0} MB/s, {each} bytes a row",
        rows / best / 1e6,
        best * 1e6 / rows,
        bytes / best / 1e6
    );
}

/// Seconds for which this thread has had a processor, whatever else the machine does.
fn on_cpu() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|first| first.parse::<f64>().ok());
    nanoseconds.unwrap_or(f64::NAN) / 1e9
}

fn squeue(rows: usize, nonce: &Nonce) -> String {
    let end = nonce.as_str();
    let mut answer = String::new();
    for row in 0..rows {
        let (user, array) = (row / 40 % 300, row / 20 * 20 + 1_000_000);
        let number = row + 1_000_001;
        let (task, waits) = (row % 20, row % 3 == 0);
        let (state, reason, nodes, start) = if waits {
            ("PENDING", "Priority", String::new(), "N/A".to_owned())
        } else {
            (
                "RUNNING",
                "None",
                format!("cn[{:04}-{:04}]", row % 4000, row % 4000 + 1),
                (1_795_000_000 + row).to_string(),
            )
        };
        let made = [
            number.to_string(),
            array.to_string(),
            task.to_string(),
            "N/A".to_owned(),
            "N/A".to_owned(),
            format!("user{user:03}"),
            "compute".to_owned(),
            "normal".to_owned(),
            state.to_owned(),
            (4_294_000_000 + row).to_string(),
            (1_794_000_000 + row).to_string(),
            (1_794_000_000 + row).to_string(),
            start.clone(),
            start,
            "1-00:00:00".to_owned(),
            "2".to_owned(),
            "32".to_owned(),
            "64".to_owned(),
            format!("cpu=64,mem={}G,node=2,billing=64,gres/gpu=4", 64 + row % 5 * 8),
            nodes,
            "0".to_owned(),
            "0".to_owned(),
        ];
        for cell in made {
            let _infallible = write!(answer, "{cell}{END}");
        }
        let home = format!("/home/user{user:03}/projects/run{}", row / 20);
        let free = [
            format!("acct{:02}", user % 40),
            format!("simulation-{}", row / 20),
            reason.to_owned(),
            "(null)".to_owned(),
            "(null)".to_owned(),
            "(null)".to_owned(),
            home.clone(),
            format!("{home}/job.sh --step {}", row / 20),
            "(null)".to_owned(),
            "N/A".to_owned(),
            "gres:gpu:a100:2".to_owned(),
            "N/A".to_owned(),
        ];
        for cell in free {
            let _infallible = write!(answer, "{cell}{end}");
        }
        answer.push('\n');
    }
    answer
}

/// A job and its one step in turns.
fn sacct(rows: usize, nonce: &Nonce) -> String {
    let end = nonce.as_str();
    let mut answer = String::new();
    for row in 0..rows {
        let number = 1_000_000 + row / 2;
        let job = row % 2 == 0;
        let (id, rss) = if job {
            (number.to_string(), "")
        } else {
            (format!("{number}.batch"), "3108K")
        };
        let cells = [
            id.as_str(),
            &id,
            "simulation",
            "alice",
            "research",
            "compute",
            "normal",
            "COMPLETED",
            "None",
            "1795317869",
            "1795317870",
            "1795317871",
            "1795317875",
            "60",
            "1",
            "2",
            "billing=2,cpu=2,mem=300M,node=1",
            "cn0001",
            "/home/alice/run",
            "",
            "0:0",
            "01:02.003",
            rss,
        ];
        for cell in cells {
            let _infallible = write!(answer, "{cell}{end}");
        }
        answer.push('\n');
    }
    answer
}

fn scontrol(rows: usize) -> String {
    let mut answer = String::new();
    for row in 0..rows {
        let _infallible = write!(
            answer,
            "NodeName=cn{row:05} Arch=x86_64 CoresPerSocket=32 \n   CPUAlloc=64 CPUEfctv=128 CPUTot=128 CPULoad=63.52\n   \
             AvailableFeatures=gpu,a100\n   ActiveFeatures=gpu,a100\n   Gres=gpu:a100:4\n   GresDrain=N/A\n   \
             GresUsed=gpu:a100:2(IDX:0-1)\n   NodeAddr=cn{row:05} NodeHostName=cn{row:05} Port=6818 Version=22.05.8\n   \
             OS=Linux 6.1.0 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 \n   RealMemory=512000 AllocMem=256000 FreeMem=188620 Sockets=2 Boards=1\n   \
             State=MIXED ThreadsPerCore=2 TmpDisk=1000000 Weight=1 Owner=N/A MCS_label=N/A\n   Partitions=compute,gpu \n   \
             BootTime=1795292141 SlurmdStartTime=1795317840\n   LastBusyTime=1795317840\n   \
             CfgTRES=cpu=128,mem=500G,billing=128,gres/gpu=4\n   AllocTRES=cpu=64,mem=250G,gres/gpu=2\n   CapWatts=n/a\n   \
             CurrentWatts=0 AveWatts=0\n   ExtSensorsJoules=n/s ExtSensorsWatts=0 ExtSensorsTemp=n/s\n\n"
        );
    }
    answer
}
