// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/prompt_preview.h"
#include "widgets/bridge/worker.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace fulcrum::bridge {
class ProjectSession;
}

namespace fulcrum::dialogs {

/// Below the editor of a prompt template: what the model reads with it for a demonstration and a query of the project, and how many
/// tokens that is.
class PromptPreviewPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PromptPreviewPanel(bridge::ProjectSession* session, QWidget* parent = nullptr);

    /// Another template, task or model folder (as stored or typed; empty = the project's); shows it soon.
    void show(const std::string& templateText, data::Task task, const std::string& lvlm);
    bool isSettled() const { return !m_soon.isActive() && !m_reading; }
    QString text() const;
    QString facts() const;
    QPushButton* otherSample() const { return m_other; }
    QPushButton* publishedButton() const { return m_published; }

Q_SIGNALS:
    /// A person wants to start from the published template.
    void templateWanted(const QString& text);

private:
    void read();
    void showPreview(const Result<bridge::PromptPreview>& preview);

    bridge::ProjectSession* m_session;
    bridge::Latest m_request;
    QTimer m_soon;
    bool m_reading = false;
    std::string m_template, m_lvlm;
    data::Task m_task = data::Task::Caption;
    std::int64_t m_sample = 0;
    QString m_publishedText;
    QPlainTextEdit* m_text;
    QLabel* m_facts;
    QPushButton *m_other, *m_published;
};

} // namespace fulcrum::dialogs
