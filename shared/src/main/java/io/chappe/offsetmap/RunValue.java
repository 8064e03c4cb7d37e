package io.chappe.offsetmap;

/**
 * The value of a record in the offset-map topic.
 *
 * @param incarnation the topics that the run is about
 * @param run the run
 */
public record RunValue(Incarnation incarnation, Run run) {}
