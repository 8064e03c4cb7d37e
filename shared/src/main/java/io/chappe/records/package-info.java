/**
 * The records that MirrorMaker 2 keeps in its internal topics, byte for byte: what it wrote can be
 * read here, and what is written here can be read by it and by its client library.
 */
package io.chappe.records;
