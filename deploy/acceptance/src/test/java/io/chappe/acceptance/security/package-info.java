/** The services between clusters that ask who they are and look what they may do. */
package io.chappe.acceptance.security;
