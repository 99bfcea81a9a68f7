/** The keys that a template may have, for suggestions: the same as crates/portal-templates/src/schema reads. */

export interface SchemaKey {
  name: string;
  /** What it is, in a few words. */
  says: { en: string; ko: string };
  /** What stands below it. */
  keys?: readonly SchemaKey[];
  /** Whether what stands below is a list of those. */
  list?: true;
  /** What it can be, where that is a few words. */
  values?: readonly string[];
}

const key = (name: string, en: string, ko: string, more: Omit<SchemaKey, "name" | "says"> = {}): SchemaKey => ({ name, says: { en, ko }, ...more });
const FLAG = ["true", "false"] as const;

const TEMPLATE: readonly SchemaKey[] = [
  key("id", "needed: letters, digits and . _ -; stays for ever", "필수: 영문자, 숫자, . _ -; 바꿀 수 없음"),
  key("name", "needed: what its jobs are called", "필수: job의 기본 이름"),
  key("display_name", "needed: what people read", "필수: 화면에 보이는 이름"),
  key("description", "what it does; Markdown", "설명(Markdown)"),
  key("category", "where it stands in the catalogue", "목록의 분류"),
  key("tags", "words to find it by: [gpu, mpi]", "찾기용 태그: [gpu, mpi]"),
  key("version", "yours: \"1.0.0\"", "직접 정하는 버전: \"1.0.0\""),
  key("author", "who wrote it", "작성자"),
  key("is_public", "true: everybody sees it", "true: 모두에게 공개", { values: FLAG }),
  key("source", "where its file lies", "파일을 둘 곳", { values: ["official", "community", "private"] }),
];

const SLURM: readonly SchemaKey[] = [
  key("partition", "needed: where jobs run", "필수: 실행할 partition"),
  key("nodes", "needed: how many nodes", "필수: node 수"),
  key("ntasks", "needed: tasks in all", "필수: 전체 task 수"),
  key("time", "needed: time limit, \"12:00:00\"", "필수: 시간 제한, \"12:00:00\""),
  key("cpus_per_task", "CPUs of each task", "task당 CPU"),
  key("mem", "memory per node: 64G", "node당 메모리: 64G"),
  key("gres", "such as gpu:a100:2", "예: gpu:a100:2"),
  key("gpus", "GPUs in all", "전체 GPU 수"),
  key("constraint", "features of nodes", "node 특성"),
  key("qos", "quality of service", "QOS"),
  key("account", "whose budget", "account"),
];

const SELECTION: readonly SchemaKey[] = [
  key("mode", "how the choice is narrowed", "고르는 방식", { values: ["partition", "specific", "any"] }),
  key("partition", "of the registry, for mode partition", "mode가 partition일 때", { values: ["compute", "viz", "shared", "normal"] }),
  key("allowed_images", "for mode specific", "mode가 specific일 때"),
  key("default_image", "what a form begins with", "처음에 선택되는 이미지"),
  key("required", "whether a job needs one", "이미지가 꼭 필요한지", { values: FLAG }),
];

const APPTAINER: readonly SchemaKey[] = [
  key("image_name", "one image for all jobs", "모든 job이 쓰는 이미지"),
  key("image_selection", "or a choice", "또는 고르기", { keys: SELECTION }),
  key("bind", "folders in it: [\"/shared:/data:ro\"]", "연결할 폴더: [\"/shared:/data:ro\"]"),
  key("env", "variables of the job", "job의 변수"),
  key("app", "an app of the image", "이미지의 앱"),
];

const CONTENT: readonly SchemaKey[] = [
  key("required", "names that must be there", "꼭 있어야 하는 이름"),
  key("properties", "what is known of each name", "이름마다의 규칙"),
];

const INPUT: readonly SchemaKey[] = [
  key("name", "what people read", "화면에 보이는 이름"),
  key("file_key", "the job finds it in $FILE_<KEY>", "job에서 $FILE_<KEY> 변수"),
  key("description", "what is to be given", "어떤 파일인지"),
  key("type", "a file, or a folder that is given as an archive", "파일, 또는 압축 파일로 주는 폴더", { values: ["file", "directory"] }),
  key("pattern", "shown: *.py", "표시만 함: *.py"),
  key("max_size", "at most: 10MB", "최대 크기: 10MB"),
  key("validation", "what is checked", "확인할 내용", {
    keys: [
      key("extensions", "[.py, .tar.gz]", "[.py, .tar.gz]"),
      key("mime_types", "kinds of content", "내용의 종류"),
      key("max_size", "at most: 10MB", "최대 크기: 10MB"),
      key("schema", "what JSON and YAML must have", "JSON과 YAML의 규칙", { keys: CONTENT }),
    ],
  }),
];

const FILES: readonly SchemaKey[] = [
  key("input_schema", "what a job is given", "job에 주는 파일", {
    keys: [key("required", "each needs a file", "꼭 필요한 파일", { keys: INPUT, list: true }), key("optional", "each may have one", "없어도 되는 파일", { keys: INPUT, list: true })],
  }),
  key("output_pattern", "results: [\"results/*\"]", "결과 파일: [\"results/*\"]"),
];

const SCRIPT: readonly SchemaKey[] = [
  key("pre_exec", "before the work", "작업 전에 실행"),
  key("main_exec", "the work itself", "본 작업"),
  key("post_exec", "afterwards", "작업 뒤에 실행"),
];

const WORDS: readonly SchemaKey[] = [key("ko", "in Korean", "한국어"), key("en", "in English", "영어")];

const RULE: readonly SchemaKey[] = [
  key("min", "at least", "최솟값"),
  key("max", "at most", "최댓값"),
  key("choices", "one of these: [a, b]", "이 가운데 하나: [a, b]"),
  key("type", "of a variable", "변수의 종류", { values: ["text", "int", "number", "bool", "time", "memory"] }),
  key("max_length", "of a text", "글자 수 한도"),
  key("label", "what people read", "화면에 보이는 이름", { keys: WORDS }),
  key("help", "a sentence about it", "한 문장 설명", { keys: WORDS }),
];

const OVERRIDES: readonly SchemaKey[] = [
  ...SLURM.map(({ name }) => key(name, "may be changed for each job", "job마다 바꿀 수 있음", { keys: RULE })),
  key("env.NAME", "a variable that may be changed", "job마다 바꿀 수 있는 변수", { keys: RULE }),
];

export const SECTIONS: readonly SchemaKey[] = [
  key("template", "what it is and what it is called", "이름과 설명", { keys: TEMPLATE }),
  key("slurm", "what a job asks for", "job이 요청하는 자원", { keys: SLURM }),
  key("apptainer", "the container image", "컨테이너 이미지", { keys: APPTAINER }),
  key("files", "input files and results", "입력 파일과 결과", { keys: FILES }),
  key("script", "what runs", "실행할 내용", { keys: SCRIPT }),
  key("overrides", "what may be changed for a job", "job마다 바꿀 수 있는 값", { keys: OVERRIDES }),
  key("validation", "notes on checks", "확인 사항", { keys: [key("pre_submit", "before a job", "제출 전"), key("post_submit", "after it", "종료 뒤")] }),
];

/** The key at a path; list items count as what they are items of. */
export function keysBelow(path: readonly string[]): readonly SchemaKey[] {
  let keys = SECTIONS;
  for (const name of path) {
    const found = keys.find((each) => each.name === name) ?? (name.startsWith("env.") ? keys.find((each) => each.name === "env.NAME") : undefined);
    if (found?.keys === undefined) return [];
    keys = found.keys;
  }
  return keys;
}

export function valuesOf(path: readonly string[]): readonly string[] {
  const name = path.at(-1);
  return keysBelow(path.slice(0, -1)).find((each) => each.name === name)?.values ?? [];
}
