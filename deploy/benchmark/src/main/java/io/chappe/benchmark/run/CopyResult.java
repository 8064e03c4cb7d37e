package io.chappe.benchmark.run;

/**
 * What one run of {@link CatchUp} has shown.
 *
 * @param firstSeconds from the start of the process to the first records on the target
 * @param firstCpuSeconds CPU that it used until then
 * @param seconds for all records, from the first on
 * @param cpuSeconds CPU that it used meanwhile
 * @param brokerCpuSeconds CPU that both brokers used in the whole run
 * @param peakMebibytes most resident memory
 * @param difference between the original and the copy, in words; empty for none
 */
public record CopyResult(
    double firstSeconds,
    double firstCpuSeconds,
    double seconds,
    double cpuSeconds,
    double brokerCpuSeconds,
    double peakMebibytes,
    String difference) {}
