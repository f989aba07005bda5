# SPDX-FileCopyrightText: 2026 The Mobwatch authors
# SPDX-License-Identifier: MIT
# What is installed where, by component (gui, cli).
set(app_id dev.mobwatch.mobwatch)
set(here ${CMAKE_CURRENT_LIST_DIR})

install(TARGETS mobwatch-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT cli)
install(FILES ${here}/debian/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/mobwatch-cli COMPONENT cli)
if(MOBWATCH_BUILD_UI)
  install(TARGETS mobwatch RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT gui)
  install(FILES ${here}/debian/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/mobwatch COMPONENT gui)
  install(FILES ${here}/linux/${app_id}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications COMPONENT gui)
  install(FILES ${PROJECT_SOURCE_DIR}/resources/mobwatch.svg RENAME ${app_id}.svg
    DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps COMPONENT gui)
  foreach(size 16 22 24 32 48 64 128 256 512)
    install(FILES ${PROJECT_SOURCE_DIR}/resources/mobwatch-${size}.png RENAME ${app_id}.png
      DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/${size}x${size}/apps COMPONENT gui)
  endforeach()
endif()
