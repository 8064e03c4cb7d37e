/**
 * What copying needs of the clusters, and the words that it speaks with them: batches as they are
 * fetched, appends, fences, and how a request fails. Implemented in the wire package, and by the
 * simulation.
 */
package io.chappe.replicator.copy.port;
