/** TLS towards the brokers with certificates that are renewed while the services run. */
package io.chappe.tls;
