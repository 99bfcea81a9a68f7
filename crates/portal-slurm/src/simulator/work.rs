//! What people of the simulated cluster work on: names, sizes and run times of their jobs.

use super::job::{Ask, Ending, Fate};
use super::plan::{GIB, NodeGroup};
use super::random::Random;
use crate::model::ExitCode;

/// What programs are called, and what they are told to work on.
const TOOLS: [&str; 16] = [
    "lsdyna",
    "openfoam",
    "mesh",
    "cfd",
    "abaqus",
    "starccm",
    "nastran",
    "fluent",
    "radioss",
    "nvh",
    "post",
    "optistruct",
    "lammps",
    "gromacs",
    "vasp",
    "작업",
];
const SUBJECTS: [&str; 14] = [
    "front_crash",
    "side_impact",
    "wing",
    "battery_pack",
    "brake_disc",
    "hood",
    "intake",
    "turbine",
    "door_seal",
    "chassis",
    "cabin_flow",
    "heat_sink",
    "rotor",
    "충돌해석",
];
const GPU_TOOLS: [&str; 8] = [
    "train",
    "finetune",
    "infer",
    "gromacs",
    "amber",
    "surrogate",
    "render",
    "fluent_gpu",
];
const GPU_SUBJECTS: [&str; 7] = ["resnet", "unet", "aero_net", "llm_7b", "protein", "wake_model", "학습"];

/// Time limits that people ask for, in seconds.
const LIMITS: [f64; 13] = [
    300.0, 600.0, 900.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 28_800.0, 43_200.0, 86_400.0, 172_800.0, 259_200.0,
    604_800.0,
];

/// How scripts fail.
const FAILURES: [ExitCode; 6] = [
    ExitCode { status: 1, signal: 0 },
    ExitCode { status: 2, signal: 0 },
    ExitCode { status: 127, signal: 0 },
    ExitCode { status: 255, signal: 0 },
    ExitCode { status: 0, signal: 9 },
    ExitCode { status: 0, signal: 11 },
];

/// Nodes, tasks a node, CPUs a task, and how often. Whole nodes are rare: they are hard to find where jobs share nodes.
const CPU_SIZES: [(u32, (u32, u32, u32)); 12] = [
    (12, (1, 1, 1)),
    (12, (1, 4, 1)),
    (12, (1, 8, 1)),
    (8, (1, 1, 8)),
    (16, (1, 16, 1)),
    (13, (1, 32, 1)),
    (7, (1, 8, 4)),
    (4, (1, 64, 1)),
    (8, (2, 32, 1)),
    (4, (4, 16, 2)),
    (2, (8, 32, 1)),
    (1, (16, 32, 1)),
];
/// Nodes, GPUs a node, and how often.
const GPU_SIZES: [(u32, (u32, u32)); 5] = [(46, (1, 1)), (24, (1, 2)), (20, (1, 4)), (6, (2, 4)), (4, (1, 8))];

/// What is asked of such nodes.
pub(super) fn ask(random: &mut Random, group: &NodeGroup, nodes: u32) -> Ask {
    if group.gpus > 0 {
        return gpu_ask(random, group, nodes);
    }
    let big = group.memory_bytes / u64::from(group.cpus.max(1)) > 8 * GIB;
    let (wanted, per_node, per_task) = random.weighted(&CPU_SIZES).copied().unwrap_or((1, 1, 1));
    let per_task = per_task.min(group.cpus).max(1);
    let per_node = per_node.min(group.cpus / per_task).max(1);
    // One job does not take more than a tenth of the nodes, nor several where memory is what counts.
    let wanted = if big { 1 } else { wanted.min((nodes / 10).max(1)) };
    let cpus = u64::from(per_node * per_task);
    let share = group.memory_bytes / u64::from(group.cpus);
    let part = random.pick(&[1_u64, 2, 2, 3, 4]).copied().unwrap_or(4);
    let memory = if big {
        let part = random.pick(&[2_u64, 3, 4, 6]).copied().unwrap_or(4);
        (group.memory_bytes / 8 * part).min(cpus * share * 4)
    } else {
        cpus * share * part / 4
    };
    Ask {
        nodes: wanted,
        tasks: wanted * per_node,
        cpus_per_task: per_task,
        memory_per_node: whole_gib(memory.min(group.memory_bytes)),
        gpus_per_node: 0,
        gpu_kind: "".into(),
        features: Vec::new(),
    }
}

fn gpu_ask(random: &mut Random, group: &NodeGroup, nodes: u32) -> Ask {
    let (wanted, gpus) = random.weighted(&GPU_SIZES).copied().unwrap_or((1, 1));
    let gpus = gpus.min(group.gpus);
    let wanted = wanted.min((nodes / 4).max(1));
    let cpus = (group.cpus / group.gpus * gpus / 2).max(1);
    Ask {
        nodes: wanted,
        tasks: wanted * gpus,
        cpus_per_task: (cpus / gpus).max(1),
        memory_per_node: whole_gib(group.memory_bytes / u64::from(group.gpus) * u64::from(gpus) * 3 / 4),
        gpus_per_node: gpus,
        gpu_kind: if random.percent(60.0) {
            group.gpu_kind.clone()
        } else {
            "".into()
        },
        features: Vec::new(),
    }
}

fn whole_gib(bytes: u64) -> u64 {
    (bytes / GIB).max(1) * GIB
}

/// A name such as `lsdyna_front_crash_07`, with the program first.
pub(super) fn name(random: &mut Random, gpu: bool) -> (&'static str, String) {
    let (tools, subjects): (&[_], &[_]) = if gpu {
        (&GPU_TOOLS, &GPU_SUBJECTS)
    } else {
        (&TOOLS, &SUBJECTS)
    };
    let tool = random.pick(tools).copied().unwrap_or("job");
    let subject = random.pick(subjects).copied().unwrap_or("run");
    let number = random.below(40);
    (tool, format!("{tool}_{subject}_{number:02}"))
}

/// What will become of a job, and the time limit that its owner asks for, at most `longest`. `pace` is how much faster all is.
pub(super) fn fate(random: &mut Random, mean_seconds: f64, longest: Option<u64>, pace: u32) -> (Fate, u64) {
    let longest = longest.map_or(604_800.0, |longest| longest as f64);
    let wanted = random.exponential(mean_seconds).clamp(20.0, longest * 0.95);
    let generous = wanted * (1.2 + 3.0 * random.unit());
    let limit = LIMITS.into_iter().find(|limit| *limit >= generous).unwrap_or(longest);
    let limit = limit.min(longest);
    let chance = random.unit() * 100.0;
    let tight = LIMITS.into_iter().find(|limit| *limit >= wanted).unwrap_or(longest);
    let (seconds, limit, ending) = match chance {
        0.0..3.5 => (
            tight.min(longest),
            tight.min(longest),
            Ending::Exits(super::life::CLEAN),
        ),
        3.5..5.5 => (wanted, limit, Ending::RunsOutOfMemory),
        5.5..7.0 => (wanted, limit, Ending::IsCancelled),
        7.0..13.0 => {
            let code = random.pick(&FAILURES).copied().unwrap_or(super::life::CLEAN);
            (wanted * random.unit(), limit, Ending::Exits(code))
        }
        _ => (wanted, limit, Ending::Exits(super::life::CLEAN)),
    };
    let pace = f64::from(pace.max(1));
    // Limits are whole minutes.
    let minutes = (limit / pace / 60.0).ceil().max(1.0);
    let timeout = seconds >= limit;
    let seconds = if timeout {
        minutes * 60.0
    } else {
        (seconds / pace).clamp(1.0, minutes * 60.0 - 1.0)
    };
    let fate = Fate {
        seconds: seconds as i64,
        ending,
        varies: true,
    };
    (fate, (minutes * 60.0) as u64)
}
