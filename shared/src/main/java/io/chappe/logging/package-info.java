/** What log lines say by key, and how JSON logs show it. */
package io.chappe.logging;
