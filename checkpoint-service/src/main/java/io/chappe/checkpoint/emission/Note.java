package io.chappe.checkpoint.emission;

import io.chappe.offsetmap.Incarnation;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is noted beside a checkpoint, in a header of its record: what MM2's format has no place for,
 * and what must be known after a restart or by the next instance to work on the group. A record
 * without a note was written by MM2 or by an earlier version.
 *
 * @param topics the topics that the checkpoint's offsets are about; empty if that isn't known
 * @param agreed the target offset at which both sides were last seen to agree before this record
 *     was written; empty if there is none, or if the group has moved on the target since
 */
public record Note(Optional<Incarnation> topics, OptionalLong agreed) {}
