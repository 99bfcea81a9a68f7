//! All that can be wrong with a file. The words are the earlier portal's where it had some.

use serde::Serialize;

use crate::yaml::Shape;

coded! {
    /// What is wrong.
    Finding {
        NotUtf8 = "not_utf8", ("the file is not UTF-8");
        FileTooLarge { bytes: usize, most: usize } = "file_too_large", ("the file has {bytes} bytes; at most {most} are read");
        CharacterInFile { character: String } = "character_in_file", ("the character {character} has no place in a text file");
        EmptyFile = "empty_file", ("the file is empty");
        NotYaml { detail: String } = "not_yaml", ("not YAML: {detail}");
        SecondDocument = "second_document", ("a second document begins here; a file holds one");
        AliasInItself = "alias_in_itself", ("an alias that stands in its own value");
        TooManyValues { most: usize } = "too_many_values", ("more than {most} values, repeated ones counted");
        TooMuchText { most: usize } = "too_much_text", ("more than {most} bytes of text, repeated ones counted");
        TooDeep { most: usize } = "too_deep", ("more than {most} levels");
        NameIsNoText = "name_is_no_text", ("a name in a mapping is text, not a list or mapping");
        BadMerge = "bad_merge", ("'<<' takes a mapping or a list of mappings");
        UnknownTag { tag: String } = "unknown_tag", ("the tag '{tag}' is not known here");
        NotAsTagged { value: String, tag: String } = "not_as_tagged", ("'{value}' is no {tag}, as its tag says");
        KeyTwice { key: String, first_line: usize } = "key_twice", ("'{key}' stands in line {first_line} already; the last one counts");
        NoDictionary = "no_dictionary", ("Template must be a YAML dictionary");
        MissingSection { section: String } = "missing_section", ("Missing '{section}' section");
        MissingField { field: String } = "missing_field", ("Missing required field: {field}");
        UnknownKey = "unknown_key", ("the portal does not know this key; it is kept and has no effect");
        StandsHere { found: Shape } = "stands_here", ("{found} stands here");
        ReadAsText { found: Shape, value: String } = "read_as_text", ("without quotes this is {found} to YAML; taken as the text '{value}'");
        ReadAsValue { written: String, found: Shape, value: String } = "read_as_value", ("without quotes '{written}' is {found} to YAML, and the job gets '{value}'");
        CharacterInText { character: String } = "character_in_text", ("the character {character} has no place in a text");
        EmptyText = "empty_text", ("it is empty");
        SeveralLines = "several_lines", ("it has several lines");
        DoesNotFit { value: String } = "does_not_fit", ("'{value}' does not fit");
        NoTruthValue { value: String } = "no_truth_value", ("'{value}' is no truth value");
        NoStep = "no_step", ("no step is given");
        MemoryTwice = "memory_twice", ("slurm.mem says the same, and counts");
        ManyMinutes { minutes: i64, time: String } = "many_minutes", ("{minutes} minutes are {time}; if seconds were meant, write the time as hours:minutes:seconds");
        MinutesAndSeconds { time: String } = "minutes_and_seconds", ("two numbers are minutes and seconds: {time}");
        NoImage = "no_image", ("Apptainer config must have 'image_name' or 'image_selection'");
        ImageTwice = "image_twice", ("image_selection stands beside it, and counts");
        BadImageMode { value: String } = "bad_image_mode", ("Invalid image_selection.mode: {value}");
        BadImagePartition { value: String } = "bad_image_partition", ("Invalid partition: {value}");
        ImagePartitionNeeded = "image_partition_needed", ("image_selection.partition required for mode='partition'");
        AllowedImagesNeeded = "allowed_images_needed", ("image_selection.allowed_images required for mode='specific'");
        BadVariableName = "bad_variable_name", ("it cannot be the name of a variable");
        BadVariableValue = "bad_variable_value", ("it has characters that a variable cannot hold");
        FileKeyTwice { key: String, variable: String } = "file_key_twice", ("two inputs have the key '{key}'; their files would share {variable}");
        FileKeyMade { key: String } = "file_key_made", ("no file_key is given; '{key}' is made of the name");
        NoFileKey = "no_file_key", ("no file_key is given, and none can be made of the name");
        FolderWithoutArchive { archives: String } = "folder_without_archive", ("a folder is given as an archive ({archives}), and no extension here is one of those");
        PatternsLeftOut { most: usize, longest: usize } = "patterns_left_out", ("at most {most} patterns of outputs count, each of at most {longest} bytes; the others do not");
        NotChangeable { key: String } = "not_changeable", ("'{key}' cannot be changed by anybody");
        RuleTwice { key: String } = "rule_twice", ("there is a rule for '{key}' already");
        NoSuchChoice = "no_such_choice", ("no such value can be chosen");
        EmptyRange = "empty_range", ("no value is between min and max");
        NoRange = "no_range", ("values of this type have no range");
        UnknownType { value: String } = "unknown_type", ("'{value}' is no type");
    }
}

/// As Unicode writes it.
pub(crate) fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
