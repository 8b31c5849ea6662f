; Installs Etapa for the user who starts this, without administrator's rights. `build.sh` names the version, the folder
; with the files, and what is to be written.
;
;   /S           asks nothing (as usual); the uninstaller then keeps the user's data
;   /D=FOLDER    installs there (as usual)
;   /REMOVEDATA  for the uninstaller: removes drafts, backups, history and what the keyring holds, unasked

Unicode true
!include MUI2.nsh
!include FileFunc.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Etapa"

Name "Etapa"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Etapa"
InstallDirRegKey HKCU "Software\Etapa" "InstallDir"
SetCompressor /SOLID lzma
ManifestDPIAware true
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Etapa"
VIAddVersionKey "FileDescription" "Etapa ${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "The Etapa developers"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\etapa.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Russian"
!insertmacro MUI_LANGUAGE "Spanish"
!insertmacro MUI_LANGUAGE "PortugueseBR"

LangString ABOUT ${LANG_ENGLISH} "Customer statuses and segments of amoCRM and Kommo"
LangString ABOUT ${LANG_RUSSIAN} "Статусы и сегменты покупателей в amoCRM и Kommo"
LangString ABOUT ${LANG_SPANISH} "Etapas y segmentos de clientes de amoCRM y Kommo"
LangString ABOUT ${LANG_PORTUGUESEBR} "Etapas e segmentos de clientes do amoCRM e do Kommo"

LangString RUNNING ${LANG_ENGLISH} "Etapa is running. Close its windows, and then press Retry."
LangString RUNNING ${LANG_RUSSIAN} "Etapa сейчас работает. Закройте её окна и нажмите «Повтор»."
LangString RUNNING ${LANG_SPANISH} "Etapa está en marcha. Cierre sus ventanas y pulse Reintentar."
LangString RUNNING ${LANG_PORTUGUESEBR} "O Etapa está em execução. Feche as janelas dele e clique em Repetir."

LangString DATA ${LANG_ENGLISH} "Remove your data too? That is what you have not saved, the backups, the history, and the tokens in the Credential Manager. Nothing changes in your accounts."
LangString DATA ${LANG_RUSSIAN} "Удалить и ваши данные? Это несохранённые изменения, резервные копии, история и токены в диспетчере учётных данных. В самих аккаунтах ничего не изменится."
LangString DATA ${LANG_SPANISH} "¿Quitar también sus datos? Son lo que no ha guardado, las copias, el historial y los tokens del Administrador de credenciales. En sus cuentas no cambia nada."
LangString DATA ${LANG_PORTUGUESEBR} "Remover também os seus dados? São o que você não salvou, as cópias, o histórico e os tokens do Gerenciador de Credenciais. Nada muda nas suas contas."

LangString LEFT ${LANG_ENGLISH} "Some of your data could not be removed. It lies in $LOCALAPPDATA\Etapa and in the Credential Manager."
LangString LEFT ${LANG_RUSSIAN} "Часть данных удалить не удалось. Они лежат в папке $LOCALAPPDATA\Etapa и в диспетчере учётных данных."
LangString LEFT ${LANG_SPANISH} "No se pudo quitar una parte de sus datos. Está en $LOCALAPPDATA\Etapa y en el Administrador de credenciales."
LangString LEFT ${LANG_PORTUGUESEBR} "Uma parte dos seus dados não pôde ser removida. Ela está em $LOCALAPPDATA\Etapa e no Gerenciador de Credenciais."

Section
    SetOutPath "$INSTDIR"
    ; A program that runs cannot be replaced.
    IfFileExists "$INSTDIR\etapa.exe" 0 free
    again:
    ClearErrors
    FileOpen $0 "$INSTDIR\etapa.exe" a
    IfErrors 0 closed
    IfSilent 0 +2
    Abort
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" IDRETRY again
    Abort
    closed:
    FileClose $0
    free:
    File "${FILES}\etapa.exe"
    File "${FILES}\LICENSE-MIT.txt"
    File "${FILES}\LICENSE-APACHE.txt"
    File "${FILES}\licences-of-parts.txt"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    CreateShortcut "$SMPROGRAMS\Etapa.lnk" "$INSTDIR\etapa.exe" "" "$INSTDIR\etapa.exe" 0 SW_SHOWNORMAL "" "$(ABOUT)"
    WriteRegStr HKCU "Software\Etapa" "InstallDir" "$INSTDIR"
    WriteRegStr HKCU "${KEY}" "DisplayName" "Etapa"
    WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${KEY}" "Publisher" "The Etapa developers"
    WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\etapa.exe"
    WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${KEY}" "NoModify" 1
    WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
SectionEnd

Section "Uninstall"
    again:
    IfFileExists "$INSTDIR\etapa.exe" 0 gone
    ClearErrors
    FileOpen $0 "$INSTDIR\etapa.exe" a
    IfErrors 0 closed
    IfSilent 0 +2
    Abort
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" IDRETRY again
    Abort
    closed:
    FileClose $0
    ${GetParameters} $1
    ClearErrors
    ${GetOptions} $1 "/REMOVEDATA" $2
    IfErrors 0 remove
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(DATA)" /SD IDNO IDYES remove IDNO keep
    remove:
    ExecWait '"$INSTDIR\etapa.exe" --remove-data' $0
    IntCmp $0 0 keep
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(LEFT)" /SD IDOK
    keep:
    Delete "$INSTDIR\etapa.exe"
    gone:
    Delete "$INSTDIR\LICENSE-MIT.txt"
    Delete "$INSTDIR\LICENSE-APACHE.txt"
    Delete "$INSTDIR\licences-of-parts.txt"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\Etapa.lnk"
    DeleteRegKey HKCU "${KEY}"
    DeleteRegKey HKCU "Software\Etapa"
SectionEnd
