/**
 * How a partition changes hands: the owner before is fenced out, and the position is found from the
 * target's own log and the map.
 *
 * <p>The protocol, and what goes wrong without each step (the simulation breaks them one by one):
 *
 * <ol>
 *   <li>The identity for a takeover is a new epoch of the partition's transactional id. An epoch by
 *       itself fences nobody: brokers learn of it from the first marker or append that carries it.
 *   <li>An aborted transaction over the data partition writes that marker. Without it a late append
 *       of the previous owner lands after the log was read, and its records are there twice.
 *   <li>It also spans the map's partition. So what is read there is complete, and every run that no
 *       longer holds is known and removed. Without, a run that the previous owner wrote late stays
 *       in the map, and offsets are translated wrongly: rare, in one of some thousand schedules.
 *   <li>InitProducerId once more waits until the markers are written. Without, the log is read
 *       before the fence stands, and the marker takes an offset that was predicted for data. It
 *       names the identity that fenced; otherwise it would succeed for one who was fenced by a
 *       rival meanwhile.
 *   <li>The position belongs to the end of the data, found by looking back from the log end over
 *       all markers: a takeover that fails leaves a marker and no trace in the map. Log end or log
 *       end less one count markers as records.
 *   <li>The run of the takeover, and any other run, is durable before the first of its records is
 *       appended. Without, records are on the target of which the map doesn't know where they came
 *       from.
 *   <li>The first append that fails, or whose answer is missing, ends the ownership: only a
 *       takeover can tell what arrived. Going on loses records, sending again doubles them.
 * </ol>
 *
 * <p>What the fence rests on, and how long:
 *
 * <ul>
 *   <li>Epochs end at 32,766. The coordinator hands out another producer id then, whose markers
 *       fence nobody with the old one, and of which the data partition knows nothing. So an owner
 *       appends only with an id that it has written a marker of, and owns nothing with an epoch
 *       near the end.
 *   <li>Brokers forget the epoch of a producer {@code producer.id.expiration.ms} after the
 *       timestamp of its last batch, and then accept any sequence number of any epoch. So the first
 *       append after a silence goes alone: if it is refused, nothing behind it takes its place. And
 *       a live owner takes over from itself before it is forgotten; one that was stopped for longer
 *       does so first of all when it goes on.
 *   <li>Coordinators forget a transactional id that was unused for {@code
 *       transactional.id.expiration.ms}. A request of an old owner that is delayed for longer is
 *       not guarded against.
 *   <li>Cleaners remove the newest records of a compacted copy, and old markers with them. The
 *       offsets that are missing before the fence's marker tell how much was there.
 *   <li>Whether an epoch has fenced anything is read from the map's partition. An unclean election
 *       there, together with a takeover that failed and a cleaner that has removed its marker, is
 *       not guarded against.
 * </ul>
 *
 * <p>A target that loses its tail may lose a marker with it, and with the marker the fence and an
 * offset that was counted on. Healing is proved by the simulation for owners that start anew. An
 * owner that sits idle through it would write its next batch at an offset that was not predicted;
 * it notices, and corrects the map from what was answered.
 */
package io.chappe.replicator.copy.takeover;
