import Markdown from "react-markdown";
import classes from "./portal.module.css";

/**
 * The message of the day. HTML in it stays text, dangerous addresses are dropped, and pictures are not loaded from
 * elsewhere; links open beside the portal.
 */
export default function News({ markdown }: { markdown: string }) {
  return (
    <div className={classes.markdown}>
      <Markdown
        disallowedElements={["img"]}
        components={{
          a: ({ href, children }) => (
            <a href={href} target="_blank" rel="noreferrer">
              {children}
            </a>
          ),
        }}
      >
        {markdown}
      </Markdown>
    </div>
  );
}
