/**
 * What MM2's own integration tests expect of MM2, expected of our services. Which of them is tested
 * where stands in the module's README.
 */
package io.chappe.acceptance.mirror;
