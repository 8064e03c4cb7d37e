/** What people deploy and watch the services with: manifests, chart, alerts, dashboard. */
package io.chappe.acceptance.manifests;
