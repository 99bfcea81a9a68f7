import { InputBase } from "@mantine/core";
import { IconSelector } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface SelectFieldProps {
  label: string;
  value: string;
  data: readonly { value: string; label: string }[];
  onChange: (event: { currentTarget: { value: string } }) => void;
  description?: ReactNode;
  error?: ReactNode;
  className?: string | undefined;
  withAsterisk?: boolean;
}

const ORDER = ["label" as const, "input" as const, "description" as const, "error" as const];

/** The browser's own list to choose from. The library's would bring three KiB for its arrow. */
export function SelectField({ data, ...field }: SelectFieldProps) {
  return (
    <InputBase component="select" pointer inputWrapperOrder={ORDER} rightSection={<IconSelector size={16} stroke={1.6} />} rightSectionPointerEvents="none" {...field}>
      {data.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </InputBase>
  );
}
