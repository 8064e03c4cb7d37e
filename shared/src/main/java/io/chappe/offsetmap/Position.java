package io.chappe.offsetmap;

/**
 * Where copying goes on, as computed from the end of the target's data.
 *
 * @param upstream the next upstream offset to copy
 * @param dataEnd where the data that the map vouches for ends on the target: the {@code
 *     previousEnd} of the run that copying goes on with. Lower than the end that was asked for if
 *     something behind it is not in the map
 * @param exact false if the end lies in runs that were thinned away: records below it will then be
 *     copied once more
 */
public record Position(long upstream, long dataEnd, boolean exact) {}
