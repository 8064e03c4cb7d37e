/** A flow's offset maps, as all parts of the service that need them share them. */
package io.chappe.checkpoint.maps;
