/**
 * What every instance tells of itself through {@code chappe.status.internal}, and how it is read.
 * Plain Java: who publishes and who shows it are others.
 */
package io.chappe.status;
