// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/prompt_preview_panel.h"

#include "widgets/bridge/error_text.h"
#include "widgets/bridge/project_session.h"
#include "widgets/theme/type.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

namespace fulcrum::dialogs {

namespace {
constexpr int kSoonMilliseconds = 250; // while somebody types
constexpr int kLines = 6;
} // namespace

PromptPreviewPanel::PromptPreviewPanel(bridge::ProjectSession* session, QWidget* parent)
    : QWidget(parent), m_session(session), m_request(&session->worker()), m_text(new QPlainTextEdit),
      m_facts(theme::label({}, theme::Text::Small, nullptr, true)), m_other(new QPushButton(tr("Another sample"))),
      m_published(new QPushButton(tr("Edit the published one")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addWidget(theme::label(tr("What the model reads: a demonstration, then the query"), theme::Text::Small));
    m_text->setReadOnly(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * kLines + 20);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("Preview of the prompt"));
    column->addWidget(m_text);
    m_facts->setTextFormat(Qt::PlainText); // "<A>" is no tag
    column->addWidget(m_facts);
    auto* row = new QHBoxLayout;
    for (QPushButton* button : {m_published, m_other}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    m_published->setToolTip(tr("Put the published template of the model into the editor, to change it"));
    m_other->setToolTip(tr("Show the template on the next sample of the train split"));
    row->addStretch();
    column->addLayout(row);
    connect(m_other, &QPushButton::clicked, this, [this] {
        ++m_sample;
        read();
    });
    connect(m_published, &QPushButton::clicked, this, [this] { Q_EMIT templateWanted(m_publishedText); });
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoonMilliseconds);
    connect(&m_soon, &QTimer::timeout, this, &PromptPreviewPanel::read);
    connect(session, &bridge::ProjectSession::datasetsLoaded, &m_soon, qOverload<>(&QTimer::start));
    m_published->setEnabled(false);
}

void PromptPreviewPanel::show(const std::string& templateText, data::Task task, const std::string& lvlm)
{
    if (templateText == m_template && task == m_task && lvlm == m_lvlm && !m_publishedText.isEmpty())
        return;
    m_template = templateText;
    m_task = task;
    m_lvlm = lvlm;
    m_soon.start();
}

void PromptPreviewPanel::read()
{
    if (!m_session->isOpen())
        return;
    m_soon.stop();
    bridge::PromptRequest request;
    request.samples = m_session->dataset(m_task, data::Split::Train);
    request.demonstration = m_sample;
    request.query = m_sample + 1;
    request.lvlm = m_lvlm.empty() ? m_session->project()->lvlmFolder() : m_session->project()->resolve(m_lvlm);
    request.templateText = m_template;
    m_reading = true;
    m_request.run(
        this, [request](std::stop_token) { return bridge::previewPrompt(request); },
        [this](const Result<bridge::PromptPreview>& preview) {
            m_reading = false;
            showPreview(preview);
        });
}

void PromptPreviewPanel::showPreview(const Result<bridge::PromptPreview>& preview)
{
    if (!preview) {
        m_text->clear(); // not that of another template
        m_facts->setText(bridge::errorText(preview.error()).detail);
        m_other->setEnabled(false);
        m_published->setEnabled(!m_publishedText.isEmpty());
        return;
    }
    m_publishedText = preview->published;
    m_text->setPlainText(preview->opening + preview->demonstration + preview->query);
    QStringList facts;
    if (preview->tokens)
        facts.append(tr("%1 tokens before the first demonstration, %2 of the demonstration, %3 of the query, whose answer follows token %4.")
                         .arg(preview->tokens->opening).arg(preview->tokens->demonstration).arg(preview->tokens->query).arg(preview->tokens->context));
    if (!preview->obstacle.isEmpty())
        facts.append(preview->obstacle);
    if (m_template.empty())
        facts.append(tr("This is the published template for %1.").arg(preview->family));
    m_facts->setText(facts.join(u' '));
    m_other->setEnabled(true);
    m_published->setEnabled(true);
}

QString PromptPreviewPanel::text() const { return m_text->toPlainText(); }
QString PromptPreviewPanel::facts() const { return m_facts->text(); }

} // namespace fulcrum::dialogs
