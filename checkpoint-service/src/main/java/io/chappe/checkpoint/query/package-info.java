/**
 * Translations for those who keep offsets outside Kafka, over HTTP: {@link
 * io.chappe.checkpoint.query.TranslateResource} reads the request, {@link
 * io.chappe.checkpoint.query.LookUp} finds out what the clusters know now, {@link
 * io.chappe.checkpoint.translation.Translator} translates. The target is asked, the source only if
 * it is there.
 */
package io.chappe.checkpoint.query;
