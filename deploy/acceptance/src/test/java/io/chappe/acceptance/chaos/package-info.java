/**
 * Exactly-once under fire: replicators and brokers are killed, frozen and restarted at random while
 * numbered records are written; afterwards every committed one must be on the target once.
 */
package io.chappe.acceptance.chaos;
