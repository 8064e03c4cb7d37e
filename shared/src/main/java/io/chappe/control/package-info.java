/**
 * Configuration that changes while it runs: what it is made of now, who hears of a change, and how
 * one is written. Plain Java; the channels and beans are in {@code io.chappe.service}.
 */
package io.chappe.control;
