import type { ImageList, ImageRow } from "@hpc/api/images-wire.ts";
import { createPortalApi } from "@hpc/api/portal-api.ts";
import { MockPortal } from "@hpc/mock-api/mock-portal.ts";
import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { execLine, labelsOf, nodesOf, ownDescription } from "./image-words.ts";
import { hasImageFilter, imageQueryOf, parseImagesSearch, toggledTag } from "./images-search.ts";
import { fetchMore, imageQuery, imagesQuery, joined, listKey } from "./queries.ts";

describe("the address of the images' page", () => {
  it("opens what it names and drops what it cannot be", () => {
    expect(parseImagesSearch({ q: " foam ", type: "VIZ", node: "cn001", tag: " cuda,,mpi ,cuda", scan: "open", page: "2" })).toEqual({
      q: "foam",
      type: "viz",
      node: "cn001",
      tag: "cuda,mpi",
      scan: "open",
    });
    expect(parseImagesSearch({ type: "nonsense", scan: "yes", partition: ["compute"] })).toEqual({});
  });

  it("asks the server only for what filters", () => {
    expect(imageQueryOf({ q: "foam", scan: "open" })).toEqual({ q: "foam" });
    expect(hasImageFilter({ scan: "open" })).toBe(false);
    expect(hasImageFilter({ tag: "cuda" })).toBe(true);
  });

  it("takes labels in and out", () => {
    expect(toggledTag("cuda,mpi", "cuda")).toBe("mpi");
    expect(toggledTag(undefined, "org.label-schema.version")).toBe("org.label-schema.version");
  });
});

describe("what is said of an image", () => {
  it("names the registry first and each node once", () => {
    expect(nodesOf([{ node: "cn10" }, { node: "cn2" }, { node: "headnode" }, { node: "cn2" }])).toEqual(["headnode", "cn2", "cn10"]);
  });

  it("is a command that bash reads as it is meant, whatever the file is called", () => {
    expect(execLine("/shared/a.sif")).toBe("apptainer exec /shared/a.sif COMMAND");
    expect(execLine("/shared/it's; rm -rf $HOME.sif", "mesh")).toBe(String.raw`apptainer run --app mesh '/shared/it'\''s; rm -rf $HOME.sif'`);
  });

  it("offers the most frequent labels first, and none that the address cannot hold", () => {
    const rows: Pick<ImageRow, "labels">[] = [{ labels: { cuda: "12", mpi: "5" } }, { labels: { mpi: "4", "a,b": "1" } }];
    expect(labelsOf(rows)).toEqual([
      { name: "mpi", count: 2 },
      { name: "cuda", count: 1 },
    ]);
  });

  it("leaves out a description that nobody wrote", () => {
    expect(ownDescription({ description: "a-1.2.sif from compute partition", partition: "compute" })).toBe("");
    expect(ownDescription({ description: "Made from compute partition", partition: "compute" })).toBe("Made from compute partition");
  });
});

describe("a long list of images", () => {
  async function signedIn(count: number) {
    const portal = new MockPortal();
    portal.images.seed(count);
    const api = createPortalApi(portal.browser(), "http://portal.test");
    await api.session.signIn("kim", "kim");
    return { portal, api, queries: new QueryClient() };
  }

  it("grows by what follows, and is as long when it is fetched anew", async () => {
    const { api, queries } = await signedIn(300);
    expect((await queries.query(imagesQuery(api, queries, {}, 1000))).images).toHaveLength(100);
    await Promise.all([fetchMore(api, queries, {}), fetchMore(api, queries, {})]);
    expect(queries.getQueryData<ImageList>(listKey({}))?.images).toHaveLength(200);
    await queries.refetchQueries({ queryKey: listKey({}) });
    expect(queries.getQueryData<ImageList>(listKey({}))?.images).toHaveLength(200);
  });

  it("shows an image once that moved between two answers", () => {
    const list = { images: [{ id: "a" }, { id: "b" }] as ImageRow[], total: 3, next_cursor: "2" };
    const next = { images: [{ id: "b" }, { id: "c" }] as ImageRow[], total: 3, next_cursor: null };
    expect(joined(list, next).images.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("leads to all that is known of one", async () => {
    const { api, queries } = await signedIn(0);
    const { images } = await queries.query(imagesQuery(api, queries, { q: "openfoam" }, 1000));
    const view = await queries.query(imageQuery(api, images[0]?.id ?? "", 1000));
    expect(view).toMatchObject({ name: "openfoam-11.0", signed: true });
    expect(view.definition).toContain("Bootstrap");
  });
});
