import { attributesXml, escapeXml } from './sns-xml.ts';

/** What an account may do with texts. */
export interface SmsAccount {
  isInSandbox: boolean;
  /** The phone numbers that an account in the sandbox may send to. */
  verifiedNumbers: string[];
  /** Absent: never set, so AWS's default counts. */
  monthlySpendLimitUsd?: number;
}

/** The actions that read what an account may do with texts, each with the XML of its result. */
export function smsAccountActions(account: SmsAccount): Record<string, () => string> {
  return {
    GetSMSSandboxAccountStatus: () => `<IsInSandbox>${account.isInSandbox}</IsInSandbox>`,
    ListSMSSandboxPhoneNumbers: () => {
      const members = account.verifiedNumbers.map(
        (number) => `<member><PhoneNumber>${escapeXml(number)}</PhoneNumber><Status>Verified</Status></member>`,
      );
      return `<PhoneNumbers>${members.join('')}</PhoneNumbers>`;
    },
    GetSMSAttributes: () => {
      const { monthlySpendLimitUsd: limit } = account;
      return attributesXml('attributes', limit === undefined ? {} : { MonthlySpendLimit: String(limit) });
    },
  };
}
