import Markdown from "react-markdown";
import classes from "./description.module.css";

/**
 * What somebody wrote about their template. HTML in it stays text, dangerous addresses are dropped, and pictures are not loaded
 * from elsewhere; links open beside the portal.
 */
export default function Description({ markdown }: { markdown: string }) {
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
          // The page has headings of its own above these.
          h1: ({ children }) => <h3>{children}</h3>,
          h2: ({ children }) => <h4>{children}</h4>,
        }}
      >
        {markdown}
      </Markdown>
    </div>
  );
}
