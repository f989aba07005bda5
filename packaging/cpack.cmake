# SPDX-FileCopyrightText: 2026 The Mobwatch authors
# SPDX-License-Identifier: MIT
set(CPACK_PACKAGE_NAME mobwatch)
set(CPACK_PACKAGE_VENDOR "The Mobwatch authors")
set(CPACK_PACKAGE_CONTACT "The Mobwatch authors <packages@mobwatch.dev>")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
if(MOBWATCH_BUILD_UI)
  set(CPACK_COMPONENTS_ALL gui cli)
else()
  set(CPACK_COMPONENTS_ALL cli)
endif()
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
# The project's DESCRIPTION would become the first line of every package.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
set(CPACK_DEBIAN_GUI_PACKAGE_NAME mobwatch)
set(CPACK_DEBIAN_CLI_PACKAGE_NAME mobwatch-cli)
set(CPACK_DEBIAN_GUI_DESCRIPTION "live monitor for the event ledger of agent mobs
Mobwatch shows what every agent of a mob is doing, live: it reads the
append-only event ledger while the run goes on, filters it, looks inside
payloads and exports what is shown.")
set(CPACK_DEBIAN_CLI_DESCRIPTION "event ledger of agent mobs on the command line
Queries, follows, checks and exports the append-only event ledger of a mob of
AI agents, with the same filters as the window of Mobwatch.")
# Plugins and data that the library scanner cannot see.
set(CPACK_DEBIAN_GUI_PACKAGE_DEPENDS "libqt6sql6-sqlite, ca-certificates")
set(CPACK_DEBIAN_CLI_PACKAGE_DEPENDS "libqt6sql6-sqlite, ca-certificates")
set(CPACK_DEBIAN_GUI_PACKAGE_RECOMMENDS "mobwatch-cli, qt6-wayland, qt6-gtk-platformtheme, fonts-noto-core")
include(CPack)
