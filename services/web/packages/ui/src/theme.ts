/** The look, as Mantine's theme: 14 px base, one accent, small radii, shadows only for what floats. */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const accent: MantineColorsTuple = [
  "#eef3fd", "#dbe6fb", "#b6ccf6", "#8fb0f1", "#6b97ec", "#4a7de2", "#3367d6", "#2457c5", "#1d479f", "#17387d",
];

/** Dark enough for white text on it. */
const red: MantineColorsTuple = [
  "#fdf0ee", "#f9dcd8", "#f2b8b0", "#ea9186", "#e16f61", "#d54f40", "#c53a2b", "#b42318", "#941c13", "#75160f",
];

/** Greys of the dark scheme, as cool as our own surfaces. */
const dark: MantineColorsTuple = [
  "#e6e8eb", "#c4cad2", "#9aa4b0", "#6f7985", "#3b424d", "#2a2f37", "#20242b", "#191c22", "#16181d", "#0f1114",
];

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 6 },
  colors: { accent, dark, red },
  fontFamily: "var(--portal-font)",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'D2Coding', 'NanumGothicCoding', monospace",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "1.3" },
      h2: { fontSize: "15px", lineHeight: "1.4" },
      h3: { fontSize: "14px", lineHeight: "1.4" },
    },
  },
  radius: { xs: "3px", sm: "5px", md: "6px", lg: "8px", xl: "12px" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "xs", fw: 500 } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Menu: { defaultProps: { transitionProps: { duration: 100 }, shadow: "md" } },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, centered: true } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
  },
});
