"""The gate: which packets of a camera are worth decoding; by keyframes, sizes and what the analysis says."""
