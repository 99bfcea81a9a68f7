//! Nothing is missing, in neither language.

use serde_json::Value;

use super::book::REASON_CODES;
use super::{Explained, Language, all, limit, node_flag, node_state, reason, state};
use crate::model::{Account, JobState, NodeBase, NodeFlag, Qos};

const BOTH: [Language; 2] = [Language::English, Language::Korean];

fn judge(key: &str, language: Language, explained: &Explained) {
    let texts = [&explained.title, &explained.meaning, &explained.advice];
    for text in texts.into_iter().filter(|text| !text.is_empty()) {
        assert!(!text.contains(['{', '}']), "{key}: something is not filled in: {text}");
        assert_eq!(text.trim(), &**text, "{key}");
        let hangul = text.chars().any(|letter| ('가'..='힣').contains(&letter));
        assert!(
            hangul == (language == Language::Korean),
            "{key} is in another language: {text}"
        );
    }
    assert!(!explained.title.is_empty() && !explained.title.ends_with('.'), "{key}");
    assert!(explained.meaning.ends_with('.'), "{key}: {}", explained.meaning);
    assert!(
        explained.title.chars().count() <= 60,
        "{key} is long for a title: {}",
        explained.title
    );
}

#[test]
fn every_entry_is_whole_in_both_languages() {
    for language in BOTH {
        let words = all(language);
        for (section, entries) in [
            ("state", &words.states),
            ("reason", &words.reasons),
            ("node state", &words.node_states),
            ("node flag", &words.node_flags),
            ("limit", &words.limits),
        ] {
            for (key, explained) in entries {
                judge(&format!("{section} {key}"), language, explained);
            }
        }
        for explained in words.reasons.values() {
            assert!(!explained.advice.is_empty(), "{} leaves one alone", explained.title);
        }
    }
}

#[test]
fn every_reason_code_of_slurm_22_05_to_25_11_is_explained() {
    assert!(REASON_CODES.lines().count() > 220, "the list is whole");
    for code in REASON_CODES.lines() {
        for language in BOTH {
            assert!(
                reason(code, language).is_some(),
                "{code} is explained in {}",
                language.code()
            );
        }
    }
}

/// The table of reasons stands in one piece in Slurm's library, from `PartitionNodeLimit` to `QOSMinBilling`.
#[test]
fn every_reason_that_the_installed_slurm_can_give_is_explained() {
    let library = "/usr/lib/x86_64-linux-gnu/slurm-wlm/libslurmfull.so";
    let bytes = std::fs::read(library).unwrap_or_else(|error| panic!("{library}: {error}; install slurm-wlm"));
    let texts: Vec<_> = bytes.split(|byte| *byte == 0).filter(|text| !text.is_empty()).collect();
    let at = |word: &[u8]| texts.iter().position(|text| *text == word).unwrap();
    let (first, last) = (at(b"PartitionNodeLimit"), at(b"QOSMinBilling"));
    let codes = &texts[first..=last];
    assert!(codes.len() > 150, "{} codes", codes.len());
    for code in codes {
        let code = std::str::from_utf8(code).unwrap();
        assert!(reason(code, Language::Korean).is_some(), "{code}");
    }
}

#[test]
fn every_state_and_flag_that_the_model_knows_is_explained() {
    for language in BOTH {
        for known in JobState::KNOWN {
            assert!(state(known.as_str(), language).is_some(), "{}", known.as_str());
        }
        for known in NodeBase::KNOWN {
            assert!(node_state(known.as_str(), language).is_some(), "{}", known.as_str());
        }
        for known in NodeFlag::KNOWN {
            assert!(node_flag(known.as_str(), language).is_some(), "{}", known.as_str());
        }
        for summary in [
            "idle",
            "mixed",
            "allocated",
            "draining",
            "drained",
            "down",
            "unknown",
            "future",
        ] {
            assert!(node_state(summary, language).is_some(), "{summary}");
        }
    }
}

#[test]
fn every_limit_that_the_model_has_is_explained() {
    let plain = ["name", "description", "organization", "members"];
    let qos = serde_json::to_value(Qos::default()).unwrap();
    let account = serde_json::to_value(Account {
        name: "".into(),
        parent: "".into(),
        description: "".into(),
        organization: "".into(),
        shares: None,
        group_tres: "".into(),
        max_tres_per_job: "".into(),
        max_jobs: None,
        max_wall_seconds: None,
        qos: Vec::new(),
        members: Vec::new(),
    })
    .unwrap();
    let fields = |what: &str, value: &Value| -> Vec<String> {
        let fields = value.as_object().unwrap().keys();
        let told = fields.filter(|field| !plain.contains(&field.as_str()));
        told.map(|field| format!("{what}.{field}")).collect()
    };
    for key in fields("qos", &qos).into_iter().chain(fields("account", &account)) {
        assert!(limit(&key, Language::English).is_some(), "{key}");
    }
}

#[test]
fn a_family_is_told_as_one_would_say_it() {
    let told = |code, language| reason(code, language).unwrap().title.to_string();
    assert_eq!(
        told("QOSMaxCpuPerUserLimit", Language::English),
        "User is at the QOS's CPU limit"
    );
    assert_eq!(
        told("QOSMaxMemoryPerJob", Language::Korean),
        "job당 메모리 한도 초과(QOS)"
    );
    assert_eq!(told("AssocGrpGRES", Language::Korean), "account의 GPU(GRES) 한도 도달");
    // A spelling that no release has had yet.
    assert!(reason("QOSMaxNodePerNodeLimit", Language::English).is_some());
}

#[test]
fn sentences_are_known_by_their_beginning_and_unknown_words_are_left_alone() {
    let told = |text: &str| reason(text, Language::English).map(|explained| explained.title.to_string());
    let expect = |text: &str| Some(text.to_owned());
    assert_eq!(
        told("ReqNodeNotAvail, UnavailableNodes:cn[03-07]"),
        expect("Nodes it needs are out of service")
    );
    assert_eq!(
        told("launch_failed_requeued_held"),
        expect("Held: could not be launched")
    );
    assert_eq!(
        told("ReqNodeNotAvail, something new"),
        expect("A node it needs is not available")
    );
    assert_eq!(told("TeleporterBusy"), None);
    assert_eq!(told(""), None);
}

#[test]
fn the_language_is_the_best_of_those_asked_for() {
    for (header, language) in [
        ("ko-KR,ko;q=0.9,en;q=0.8", Language::Korean),
        ("en-US,ko;q=0.5", Language::English),
        ("ja,ko;q=0.5,en;q=0.2", Language::Korean),
        ("fr", Language::English),
        ("", Language::English),
    ] {
        assert_eq!(Language::of_header(header), language, "{header}");
    }
}
