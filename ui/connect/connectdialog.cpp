// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/connect/connectdialog.h"

#include "ui/connect/serverqueryform.h"
#include "ui/connect/serverwords.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QRadioButton>
#include <QRegularExpressionValidator>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

namespace mobwatch::ui {

namespace {
constexpr QSize firstSize(560, 470);
}

ConnectDialog::ConnectDialog(ConnectServices services, const QStringList &servers, const Looks &looks,
                             QWidget *parent)
    : QDialog(parent)
    , m_services(std::move(services))
    , m_looks(looks)
{
    setObjectName(QStringLiteral("connectDialog"));
    setWindowTitle(tr("Connect to a server"));
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    const int margin = looks.scaled(12);
    column->setContentsMargins(margin, margin, margin, looks.scaled(6));
    column->setSpacing(looks.scaled(6));
    setUpFields(column, servers);
    setUpStart(column);
    setUpFilter(column);
    setUpTest(column);
    column->addStretch(1);
    addHint(column);

    // On a small screen the fields scroll, the buttons stay.
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    connect(qApp, &QApplication::focusChanged, this, [scroll](QWidget *, QWidget *now) {
        if (now && scroll->widget()->isAncestorOf(now))
            scroll->ensureWidgetVisible(now);
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, margin);
    layout->addWidget(scroll, 1);
    layout->addWidget(makeButtons());
    const QSize room = screen() ? screen()->availableSize() : firstSize;
    resize(QSize(looks.scaled(firstSize.width()), looks.scaled(firstSize.height())).boundedTo(room));
    showTokenNote();
    showFilterNote();
    m_address->setFocus(Qt::OtherFocusReason);
    lookUpToken();
}

ConnectDialog::~ConnectDialog()
{
    // Going, it loses the focus, and then the field says that its editing is finished.
    m_address->lineEdit()->disconnect(this);
}

QLabel *ConnectDialog::makeNote(const QString &name)
{
    auto *note = new QLabel(this);
    note->setObjectName(name);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    // As high as its lines, also where there is room to spare. Not Fixed: the page would be at least as high
    // as the hint says, which is made for a narrower one.
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    policy.setHeightForWidth(true);
    note->setSizePolicy(policy);
    note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return note;
}

void ConnectDialog::say(QLabel *note, const QString &text, std::optional<Severity> severity)
{
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, severity == Severity::Error     ? m_looks.colors().errorText
                                          : severity == Severity::Warning ? m_looks.colors().warningText
                                          : severity == Severity::Ok ? palette().color(QPalette::WindowText)
                                                                     : m_looks.colors().secondText);
    note->setPalette(colors);
    note->setText(text);
    note->setVisible(!text.isEmpty());
}

void ConnectDialog::setUpFields(QVBoxLayout *column, const QStringList &servers)
{
    m_address = new QComboBox(this);
    m_address->setObjectName(QStringLiteral("address"));
    m_address->setEditable(true);
    m_address->setInsertPolicy(QComboBox::NoInsert);
    m_address->addItems(servers);
    m_address->setCurrentIndex(servers.isEmpty() ? -1 : 0);
    m_address->setAccessibleName(tr("Address"));
    m_address->lineEdit()->setAccessibleName(tr("Address"));
    m_address->lineEdit()->setPlaceholderText(QStringLiteral("http://127.0.0.1:8080"));
    m_addressNote = makeNote(QStringLiteral("addressNote"));
    m_addressNote->hide();

    m_token = new QLineEdit(this);
    m_token->setObjectName(QStringLiteral("token"));
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    m_token->setAccessibleName(tr("Token"));
    m_forget = new QPushButton(tr("Fo&rget"), this);
    m_forget->setAutoDefault(false);
    m_forget->setToolTip(tr("Forget the token of this address"));
    m_forget->hide();
    m_tokenNote = makeNote(QStringLiteral("tokenNote"));
    auto *tokenRow = new QHBoxLayout;
    tokenRow->addWidget(m_token, 1);
    tokenRow->addWidget(m_forget);

    // No QFormLayout: it gives a note that wraps the height of its narrowest shape.
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(m_looks.scaled(12));
    grid->setVerticalSpacing(m_looks.scaled(4));
    grid->setColumnStretch(1, 1);
    auto *addressLabel = new QLabel(tr("&Address"), this);
    addressLabel->setBuddy(m_address);
    auto *tokenLabel = new QLabel(tr("T&oken"), this);
    tokenLabel->setBuddy(m_token);
    grid->addWidget(addressLabel, 0, 0);
    grid->addWidget(m_address, 0, 1);
    grid->addWidget(m_addressNote, 1, 1);
    grid->addWidget(tokenLabel, 2, 0);
    grid->addLayout(tokenRow, 2, 1);
    grid->addWidget(m_tokenNote, 3, 1);
    column->addLayout(grid);

    connect(m_address, &QComboBox::editTextChanged, this, &ConnectDialog::addressChanged);
    connect(m_address->lineEdit(), &QLineEdit::editingFinished, this, &ConnectDialog::lookUpToken);
    connect(m_address, &QComboBox::activated, this, &ConnectDialog::lookUpToken);
    connect(m_forget, &QPushButton::clicked, this, [this] {
        m_hasToken = false;
        showTokenNote();
        m_token->setFocus();
        m_services.setToken(
            m_lookedUp, {}, [dialog = QPointer<ConnectDialog>(this), address = m_lookedUp](bool done) {
                if (dialog && !done && dialog->m_lookedUp == address)
                    dialog->say(dialog->m_tokenNote,
                                tr("The system keyring did not forget it; here it counts no more until the "
                                   "program ends."),
                                Severity::Warning);
            });
    });
}

void ConnectDialog::setUpStart(QVBoxLayout *column)
{
    auto *heading = new QLabel(tr("Start from"), this);
    heading->setFont(m_looks.headingFont());
    column->addSpacing(m_looks.scaled(4));
    column->addWidget(heading);
    m_latest = new QRadioButton(tr("the &latest 256 events"), this);
    m_beginning = new QRadioButton(tr("the &beginning"), this);
    m_now = new QRadioButton(tr("no&w: only what is new"), this);
    m_cursor = new QRadioButton(tr("be&hind cursor"), this);
    m_after = new QLineEdit(this);
    m_after->setObjectName(QStringLiteral("cursor"));
    m_after->setAccessibleName(tr("Cursor"));
    m_after->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,19}")), m_after));
    m_after->setMaximumWidth(m_looks.scaled(150));
    m_latest->setChecked(true);
    auto *cursorRow = new QHBoxLayout;
    cursorRow->addWidget(m_cursor);
    cursorRow->addWidget(m_after);
    cursorRow->addStretch(1);
    auto *grid = new QGridLayout;
    grid->setVerticalSpacing(m_looks.scaled(2));
    grid->addWidget(m_latest, 0, 0);
    grid->addWidget(m_beginning, 1, 0);
    grid->addWidget(m_now, 0, 1);
    grid->addLayout(cursorRow, 1, 1);
    grid->setColumnStretch(1, 1);
    grid->setHorizontalSpacing(m_looks.scaled(24));
    column->addLayout(grid);
    connect(m_after, &QLineEdit::textEdited, this, [this] { m_cursor->setChecked(true); });
    connect(m_cursor, &QRadioButton::clicked, m_after, [this] { m_after->setFocus(); });
}

void ConnectDialog::setUpFilter(QVBoxLayout *column)
{
    column->addSpacing(m_looks.scaled(4));
    m_filters = new QCheckBox(tr("Let the server &filter"), this);
    m_filters->setObjectName(QStringLiteral("serverFilter"));
    m_filters->setFont(m_looks.headingFont());
    m_filterNote = makeNote(QStringLiteral("filterNote"));
    m_query = new ServerQueryForm(m_looks, this);
    m_query->hide();
    column->addWidget(m_filters);
    column->addWidget(m_filterNote);
    column->addWidget(m_query);
    connect(m_filters, &QCheckBox::toggled, this, &ConnectDialog::showFilterNote);
}

void ConnectDialog::setUpTest(QVBoxLayout *column)
{
    m_testNote = makeNote(QStringLiteral("testNote"));
    m_testNote->setAccessibleName(tr("Result of the test"));
    m_testNote->hide();
    column->addSpacing(m_looks.scaled(4));
    column->addWidget(m_testNote);
}

void ConnectDialog::addHint(QVBoxLayout *column)
{
    QLabel *hint = makeNote(QStringLiteral("hint"));
    hint->setAccessibleName(tr("Other machines"));
    hint->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    say(hint, tr("A ledger on another machine: run there  mobwatch-cli serve --ledger FILE --listen "
                 "127.0.0.1:8080  and here  ssh -L 8080:127.0.0.1:8080 MACHINE , then connect to "
                 "http://127.0.0.1:8080."));
    column->addWidget(hint);
}

QWidget *ConnectDialog::makeButtons()
{
    auto *box = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *go = box->addButton(tr("&Connect"), QDialogButtonBox::AcceptRole);
    go->setDefault(true);
    m_test = box->addButton(tr("&Test"), QDialogButtonBox::ActionRole);
    m_test->setObjectName(QStringLiteral("test"));
    m_test->setAutoDefault(false);
    for (QAbstractButton *button : box->buttons())
        button->setIcon({}); // as everywhere in the window
    box->setContentsMargins(m_looks.scaled(12), 0, m_looks.scaled(12), 0);
    connect(m_test, &QPushButton::clicked, this, &ConnectDialog::testConnection);
    connect(box, &QDialogButtonBox::accepted, this, &ConnectDialog::finish);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return box;
}

void ConnectDialog::setRequest(const ServerRequest &request)
{
    m_address->setEditText(request.address);
    m_latest->setChecked(request.start == StreamOptions::Start::Latest);
    m_beginning->setChecked(request.start == StreamOptions::Start::Beginning);
    m_now->setChecked(request.start == StreamOptions::Start::Now);
    m_cursor->setChecked(request.start == StreamOptions::Start::After);
    if (request.start == StreamOptions::Start::After)
        m_after->setText(QString::number(request.after));
    m_query->setQuery(request.serverQuery);
    m_filters->setChecked(request.serverQuery != EventQuery());
    lookUpToken();
}

void ConnectDialog::addressChanged()
{
    ++m_trial; // what a test says is about the address that it tested
    say(m_addressNote, {});
    say(m_testNote, {});
    m_hasToken = false;
    m_lookedUp.clear(); // an answer that is under way is about another address
    showTokenNote();
}

void ConnectDialog::lookUpToken()
{
    const auto address = ServerAddress::parse(m_address->currentText());
    if (!address || address->text() == m_lookedUp)
        return;
    m_lookedUp = address->text();
    m_services.findToken(this, m_lookedUp, [this, asked = m_lookedUp](bool found) {
        if (asked != m_lookedUp)
            return;
        m_hasToken = found;
        showTokenNote();
    });
}

void ConnectDialog::showTokenNote()
{
    m_forget->setVisible(m_hasToken);
    m_token->setPlaceholderText(m_hasToken ? tr("the token that is kept for this address")
                                           : tr("none: the server asks for one where it needs it"));
    say(m_tokenNote, tokenPlaceWords(m_services.tokenPlace ? m_services.tokenPlace() : TokenPlace::Unknown));
}

void ConnectDialog::showFilterNote()
{
    m_query->setVisible(m_filters->isChecked());
    say(m_filterNote,
        m_filters->isChecked()
            ? tr("Applied by the server: only what matches all of these comes here; the rest is never "
                 "received, counted or recorded. The filter bar then filters here, among what came.")
            : tr("Off: everything is received; the filter bar filters here, and can be changed at any "
                 "time."));
}

std::optional<ServerRequest> ConnectDialog::readFields()
{
    ServerRequest request;
    const auto address = ServerAddress::parse(m_address->currentText());
    if (!address) {
        say(m_addressNote,
            m_address->currentText().trimmed().isEmpty()
                ? tr("An address is needed, such as %1.").arg(QStringLiteral("http://127.0.0.1:8080"))
                : addressErrorWords(address.error()),
            Severity::Error);
        m_address->setFocus(Qt::OtherFocusReason);
        return std::nullopt;
    }
    request.address = address->text();
    if (m_beginning->isChecked())
        request.start = StreamOptions::Start::Beginning;
    else if (m_now->isChecked())
        request.start = StreamOptions::Start::Now;
    else if (m_cursor->isChecked()) {
        bool isNumber = false;
        request.after = m_after->text().toULongLong(&isNumber);
        if (!isNumber) {
            say(m_testNote, tr("The cursor to start behind is missing."), Severity::Error);
            m_after->setFocus(Qt::OtherFocusReason);
            return std::nullopt;
        }
        request.start = StreamOptions::Start::After;
    }
    if (m_filters->isChecked()) {
        auto query = m_query->query();
        if (!query) {
            say(m_testNote, addressErrorWords(query.error()), Severity::Error);
            m_query->focusField(query.error().subject);
            return std::nullopt;
        }
        request.serverQuery = std::move(*query);
    }
    return request;
}

void ConnectDialog::testConnection()
{
    const std::optional<ServerRequest> request = readFields();
    if (!request)
        return;
    const int trial = ++m_trial;
    m_test->setEnabled(false);
    say(m_testNote, tr("Asking %1…").arg(shownHost(request->address)));
    m_services.tryConnection(this, request->address, m_token->text().trimmed().toStdString(),
                             [this, trial, address = request->address](const TrialOutcome &outcome) {
                                 m_test->setEnabled(true);
                                 if (trial != m_trial)
                                     return;
                                 const QStringList lines = trialWords(address, outcome);
                                 const bool isWeak = !outcome.error && !outcome.isRpcServed;
                                 say(m_testNote, lines.join(QLatin1Char('\n')),
                                     outcome.error ? Severity::Error
                                     : isWeak      ? Severity::Warning
                                                   : Severity::Ok);
                                 if (outcome.error && outcome.error->code == ErrorCode::Unauthorized)
                                     m_token->setFocus(Qt::OtherFocusReason);
                                 showTokenNote();
                             });
}

void ConnectDialog::finish()
{
    const std::optional<ServerRequest> request = readFields();
    if (!request)
        return;
    const std::string token = m_token->text().trimmed().toStdString();
    if (!token.empty())
        m_services.setToken(request->address, token, {}); // what goes wrong is told by the window
    m_token->clear();
    accept();
    Q_EMIT connectRequested(*request);
}

} // namespace mobwatch::ui
