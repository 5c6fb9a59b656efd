'use client';
import { Slider as BaseSlider } from '@base-ui/react/slider';
import type { ReactElement } from 'react';

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onValueChange: (value: number) => void;
  /** What assistive technology reads for a value. */
  formatValue: (value: number) => string;
  before?: ReactElement;
  after?: ReactElement;
}

export function Slider({ label, value, min, max, step, onValueChange, formatValue, before, after }: SliderProps) {
  return (
    <BaseSlider.Root {...{ value, min, max, step }} onValueChange={(next) => onValueChange(next)}>
      <div className="flex items-center gap-3 text-ink-faint">
        {before}
        <BaseSlider.Control className="flex h-10 flex-1 touch-none items-center select-none">
          <BaseSlider.Track className="h-1.5 w-full rounded-full bg-line">
            <BaseSlider.Indicator className="rounded-full bg-brand" />
            <BaseSlider.Thumb
              aria-label={label}
              getAriaValueText={(_, current) => formatValue(current)}
              className="size-6 rounded-lg border-2 border-brand bg-surface shadow-lift has-focus-visible:outline-[2.5px] has-focus-visible:outline-offset-2 has-focus-visible:outline-brand"
            />
          </BaseSlider.Track>
        </BaseSlider.Control>
        {after}
      </div>
    </BaseSlider.Root>
  );
}
