use crate::portal::{PASSWORD, Shell};

#[test]
fn an_account_is_added_once() {
    let shell = Shell::new();
    let added = shell.add("kim --group DX-Users --email kim@example.org", PASSWORD);
    assert_eq!(
        (added.code, added.stdout.as_str()),
        (Some(0), "Added kim, who may use: dashboard, vnc, app\n")
    );

    let again = shell.add("kim --group HPC-Admins", PASSWORD);
    assert_eq!((again.code, again.stdout.as_str()), (Some(1), ""));
    assert_eq!(
        again.stderr,
        "portal: there is an account kim already; choose another name, or change its password with: portal user \
         password kim --password-stdin\n"
    );
}

#[test]
fn accounts_are_listed_for_people_and_for_programs() {
    let shell = Shell::new();
    let none = shell.run("user list");
    assert!(
        none.stdout.starts_with("There are no accounts yet; add one with:"),
        "{}",
        none.stdout
    );

    shell.add("lee --group HPC-Admins", PASSWORD);
    shell.add(
        "kim --group DX-Users --group CAEG-Users --email kim@example.org",
        PASSWORD,
    );
    let listed = shell.run("user list").stdout;
    let lines: Vec<_> = listed
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .collect();
    assert_eq!(lines.first().unwrap(), &["NAME", "GROUPS", "E-MAIL", "KIND", "CREATED"]);
    assert_eq!(
        lines.get(1).unwrap().get(..3).unwrap(),
        ["kim", "DX-Users,CAEG-Users", "kim@example.org"]
    );
    assert_eq!(lines.get(2).unwrap().get(..2).unwrap(), ["lee", "HPC-Admins"]);

    let json = shell.run("user list --json").stdout;
    assert!(
        json.contains(r#""username":"kim""#) && json.contains(r#""groups":["DX-Users","CAEG-Users"]"#),
        "{json}"
    );
    assert!(!json.contains("argon2"), "a hash is nobody's business");
}

#[test]
fn a_weak_password_is_refused_and_not_repeated() {
    let shell = Shell::new();
    for (password, reason) in [
        ("hunter2\n", "at least 10 characters"),
        ("kim has this one\n", "must not contain the user name"),
        ("aaaaaaaaaaaaaaa\n", "different characters"),
        ("\n", "no password on the standard input"),
        ("", "no password on the standard input"),
    ] {
        let refused = shell.add("kim --group DX-Users", password);
        assert_eq!(refused.code, Some(1), "{password:?}");
        assert!(refused.stderr.contains(reason), "{}", refused.stderr);
        assert_eq!(refused.stderr.lines().count(), 1);
        assert!(password.trim().is_empty() || !refused.stderr.contains(password.trim()));
    }
    assert!(shell.run("user list --json").stdout.starts_with("[]"));
}

#[test]
fn a_password_never_stands_on_the_command_line() {
    let shell = Shell::new();
    let wrong = shell.run("user add kim --group DX-Users --password secret");
    assert_eq!(wrong.code, Some(2));
    let missing = shell.run("user add kim --group DX-Users");
    assert_eq!(missing.code, Some(2));
    assert!(missing.stderr.contains("--password-stdin"), "{}", missing.stderr);
}

#[test]
fn names_that_are_no_names_are_wrong_arguments() {
    let shell = Shell::new();
    for name in ["../kim", ".kim", "kim;ls", "a/b"] {
        let refused = shell.add(&format!("{name} --group DX-Users"), PASSWORD);
        assert_eq!(refused.code, Some(2), "{name}");
        assert!(
            refused.stderr.contains("a user name has 1 to 64 letters"),
            "{}",
            refused.stderr
        );
    }
}

#[test]
fn a_group_that_allows_nothing_is_said() {
    let added = Shell::new().add("kim --group HPC-Users", PASSWORD);
    assert_eq!(added.code, Some(0));
    assert!(added.stdout.contains("kim, who may use nothing"), "{}", added.stdout);
    assert!(
        added.stdout.contains("CAEG-Users, DX-Users, HPC-Admins"),
        "{}",
        added.stdout
    );
}

#[test]
fn a_password_is_changed() {
    let shell = Shell::new();
    shell.add("kim --group DX-Users", PASSWORD);
    let change = |name: &str| {
        let command = format!("user password {name} --password-stdin");
        shell.portal(&command).input("another horse battery\n").run()
    };
    assert_eq!(
        change("kim").stdout,
        "Changed the password of kim; 0 sessions were ended\n"
    );
    let nobody = change("lee");
    assert_eq!(nobody.code, Some(1));
    assert_eq!(
        nobody.stderr,
        "portal: there is no account lee; see them with: portal user list\n"
    );
}
