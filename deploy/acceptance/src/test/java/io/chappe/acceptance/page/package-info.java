/** The status page, driven in a real browser. */
package io.chappe.acceptance.page;
